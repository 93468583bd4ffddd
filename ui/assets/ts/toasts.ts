// Short messages at the foot of the page, with undo where the server offers one.
import { announce, csrfToken, on, one, say } from "./dom";

export interface Toast {
  text: string;
  bad?: boolean;
  undo?: string;
  link?: { url: string; text: string };
}

export function toast({ text, bad = false, undo, link }: Toast): void {
  const box = document.getElementById("toasts");
  if (!box) return;
  const element = document.createElement("div");
  element.className = bad ? "toast bad" : "toast";
  const words = document.createElement("span");
  words.textContent = text;
  const space = document.createElement("span");
  space.className = "sp";
  element.append(words, space);
  if (undo) element.append(undoForm(undo));
  if (link) {
    const anchor = document.createElement("a");
    anchor.className = "lnk";
    anchor.href = link.url;
    anchor.textContent = link.text;
    element.append(anchor);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.className = "ib";
  close.dataset.dismiss = "";
  close.ariaLabel = say("Close");
  close.textContent = "×";
  element.append(close);
  box.append(element);
  announce(text);
  if (!bad) window.setTimeout(() => element.remove(), undo ? 12000 : 5000);
}

function undoForm(url: string): HTMLFormElement {
  const form = document.createElement("form");
  form.method = "post";
  form.action = url;
  const token = document.createElement("input");
  token.type = "hidden";
  token.name = "csrf_token";
  token.value = csrfToken();
  const button = document.createElement("button");
  button.className = "undo";
  button.textContent = say("Undo");
  form.append(token, button);
  return form;
}

export function startToasts(): void {
  on("click", "[data-dismiss]", (button) => button.closest(".toast,.flash")?.remove());
  for (const flash of document.querySelectorAll<HTMLElement>("[data-flash]")) {
    announce(flash.textContent?.trim() ?? "");
  }
  const undo = one("[data-undo]");
  if (undo) toast({ text: undo.dataset.text ?? say("Saved"), undo: undo.dataset.undo });
}
