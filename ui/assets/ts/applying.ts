// Applying what was reviewed: quick ones are over at once, the others show how far they are.
import { csrfToken, on, one, post, say } from "./dom";
import { toast } from "./toasts";

const PATIENCE = 700;
const PACE = 500;

interface Word {
  state: string;
  text?: string;
  step?: number;
  steps?: number;
  url?: string;
}

function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function show(dialog: HTMLDialogElement, word: Word): void {
  const text = one("[data-text]", dialog);
  if (text && word.text) text.textContent = word.text;
  const bar = one<HTMLProgressElement>("progress", dialog);
  const count = one("[data-count]", dialog);
  if (!bar || !count) return;
  if (word.steps) {
    bar.max = word.steps;
    bar.value = word.step ?? 0;
    count.textContent = say("Step {n} of {count}", { n: word.step ?? 0, count: word.steps });
  } else {
    bar.removeAttribute("value");
    count.textContent = "";
  }
}

/** Asks how far it is until it led somewhere, also when its own answer is lost on the way. */
async function follow(form: HTMLElement, dialog: HTMLDialogElement, attempt: string, over: () => boolean): Promise<void> {
  while (!over()) {
    try {
      const answer = await fetch(`${form.dataset.applying}?attempt=${attempt}`);
      const word = (await answer.json()) as Word;
      if (word.url && !over()) return location.assign(word.url);
      show(dialog, word);
    } catch {
      // The next question may get through.
    }
    await new Promise((after) => window.setTimeout(after, PACE));
  }
}

async function apply(form: HTMLFormElement): Promise<void> {
  const dialog = one<HTMLDialogElement>("dialog[data-progress]", form)!;
  const attempt = freshId();
  const body = new FormData(form);
  body.set("attempt", attempt);
  let over = false;
  const late = window.setTimeout(() => {
    dialog.dataset.attempt = attempt;
    dialog.showModal();
    void follow(form, dialog, attempt, () => over);
  }, PATIENCE);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
    });
    // Without a place for word of attempts the answer is that of any form.
    const plain = !answer.headers.get("Content-Type")?.startsWith("application/json");
    // What was refused changed nothing, so it may be sent once more to see its page.
    if (plain && answer.status === 422) {
      over = true;
      return form.submit();
    }
    if (plain && !answer.redirected) throw new Error(String(answer.status));
    const url = plain ? answer.url : ((await answer.json()) as { url: string }).url;
    over = true;
    location.assign(url);
  } catch (error) {
    if (error instanceof TypeError && dialog.open) return;
    over = true;
    dialog.close();
    toast({ text: say("Could not be saved. Try again."), bad: true });
  } finally {
    window.clearTimeout(late);
  }
}

export function startApplying(): void {
  on("submit", "form[data-applying]", (form, event) => {
    if ((event as SubmitEvent).submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    void apply(form as HTMLFormElement);
  });
  on("click", "[data-cancel-applying]", (button) => {
    const dialog = button.closest("dialog")!;
    (button as HTMLButtonElement).disabled = true;
    void post((button as HTMLElement).dataset.cancelApplying!, { attempt: dialog.dataset.attempt ?? "" });
  });
  // Leaving by the keyboard would leave it running unseen.
  document.addEventListener("cancel", (event) => {
    if (event.target instanceof HTMLElement && event.target.matches("[data-progress]")) event.preventDefault();
  }, true);
}
