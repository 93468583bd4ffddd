// A small rich text editor over the plain text area; the server sanitises what it sends.
import { say } from "./dom";

const commands: [name: string, value: string, shown: string, label: string][] = [
  ["bold", "", "B", "Bold"],
  ["italic", "", "I", "Italic"],
  ["insertUnorderedList", "", "•", "List"],
  ["insertOrderedList", "", "1.", "Numbered list"],
  ["formatBlock", "blockquote", "“", "Quote"],
];

const KEPT = new Set(["P", "DIV", "BR", "B", "STRONG", "I", "EM", "U", "UL", "OL", "LI", "A", "BLOCKQUOTE", "CODE", "H2", "H3"]);

/** Copies only plain formatting of known tags: nothing that could run is ever put on the page. */
function tidy(source: Node, into: Node): void {
  for (const child of Array.from(source.childNodes)) {
    if (child instanceof Text) into.appendChild(document.createTextNode(child.data));
    if (!(child instanceof Element)) continue;
    if (!KEPT.has(child.tagName)) {
      if (!["SCRIPT", "STYLE", "TEMPLATE"].includes(child.tagName)) tidy(child, into);
      continue;
    }
    const made = document.createElement(child.tagName);
    const href = child.getAttribute("href") ?? "";
    if (made instanceof HTMLAnchorElement && /^(https?:|mailto:)/.test(href)) made.href = href;
    tidy(child, made);
    into.appendChild(made);
  }
}

function parse(html: string): DocumentFragment {
  const made = document.createDocumentFragment();
  tidy(new DOMParser().parseFromString(html, "text/html").body, made);
  return made;
}

export function rich(area: HTMLTextAreaElement): void {
  const box = document.createElement("div");
  box.className = "rich";
  const bar = document.createElement("div");
  bar.className = "bar";
  bar.setAttribute("role", "toolbar");
  const page = document.createElement("div");
  page.className = "prose";
  page.contentEditable = "true";
  page.setAttribute("role", "textbox");
  page.setAttribute("aria-multiline", "true");
  page.ariaLabel = document.querySelector(`label[for="${CSS.escape(area.id)}"]`)?.textContent?.trim() ?? "";
  page.append(parse(area.value));
  for (const [name, value, shown, label] of commands) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ib sm";
    button.ariaLabel = say(label);
    button.title = say(label);
    button.textContent = shown;
    button.addEventListener("click", () => {
      page.focus();
      document.execCommand(name, false, value);
    });
    bar.append(button);
  }
  const write = (): void => {
    area.value = page.textContent?.trim() ? page.innerHTML : "";
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  page.addEventListener("input", write);
  page.addEventListener("paste", (event) => {
    event.preventDefault();
    const pasted = event.clipboardData?.getData("text/html") || "";
    const selection = getSelection();
    if (!selection?.rangeCount) return;
    const range = selection.getRangeAt(0);
    range.deleteContents();
    range.insertNode(
      pasted ? parse(pasted) : document.createTextNode(event.clipboardData?.getData("text/plain") ?? ""),
    );
    range.collapse(false);
    write();
  });
  box.append(bar, page);
  area.hidden = true;
  area.after(box);
}
