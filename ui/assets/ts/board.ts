// The board: cards dragged or moved by keys; the server decides and says why it refuses.
import { all, announce, on, one, post, say, whenever } from "./dom";
import { signInAgain } from "./requests";
import { toast } from "./toasts";

interface Moved {
  ok: boolean;
  message?: string;
  edit_url?: string;
  lanes?: Record<string, { count: string; sum: string }>;
}

let held: { card: HTMLElement; home: HTMLElement; before: Element | null } | null = null;

function laneOf(card: Element): HTMLElement {
  return card.closest<HTMLElement>("[data-lane]")!;
}

function laneName(lane: HTMLElement): string {
  return lane.getAttribute("aria-label") ?? "";
}

function refreshLanes(lanes: Moved["lanes"]): void {
  for (const [id, now] of Object.entries(lanes ?? {})) {
    const lane = one(`[data-lane="${CSS.escape(id)}"]`);
    if (!lane) continue;
    const count = one("[data-lane-count]", lane);
    const sum = one("[data-lane-sum]", lane);
    if (count) count.textContent = now.count;
    if (sum) sum.textContent = now.sum;
  }
}

async function drop(card: HTMLElement, from: HTMLElement, before: Element | null): Promise<void> {
  const to = laneOf(card);
  const home = from.closest<HTMLElement>("[data-lane]")!;
  if (to === home) return;
  card.ariaBusy = "true";
  let answer: Moved = { ok: false, message: say("Could not be saved. Try again.") };
  try {
    const response = await post(card.dataset.moveUrl ?? "", {
      to: to.dataset.lane ?? "",
      row_version: card.dataset.version ?? "",
      back: location.pathname + location.search,
    });
    if (response.status === 401) return signInAgain();
    answer = (await response.json()) as Moved & { row_version?: string };
    const version = (answer as { row_version?: string }).row_version;
    if (version) card.dataset.version = version;
  } catch {
    // The message above says it.
  }
  card.ariaBusy = null;
  if (answer.ok) {
    refreshLanes(answer.lanes);
    announce(say("Dropped in {lane}", { lane: laneName(to) }));
    return;
  }
  from.insertBefore(card, before);
  card.classList.add("refused");
  toast({
    text: answer.message ?? "",
    bad: true,
    link: answer.edit_url ? { url: answer.edit_url, text: say("Open") } : undefined,
  });
  card.focus();
}

function startDrag(): void {
  whenever(".board .list", (list) => {
    void import("sortablejs").then(({ default: Sortable }) =>
      Sortable.create(list, {
        group: "board",
        animation: 120,
        draggable: ".kc[data-move-url]",
        filter: ".menu",
        preventOnFilter: false,
        delay: 180,
        delayOnTouchOnly: true,
        onMove: ({ to }) => {
          for (const lane of all(".lane.tgt")) lane.classList.remove("tgt");
          laneOf(to).classList.add("tgt");
        },
        onEnd: ({ item, from, oldIndex }) => {
          for (const lane of all(".lane.tgt")) lane.classList.remove("tgt");
          void drop(item, from, from.children[oldIndex ?? 0] ?? null);
        },
      }),
    );
  });
}

function pickUp(card: HTMLElement): void {
  held = { card, home: card.parentElement!, before: card.nextElementSibling };
  card.classList.add("held");
  const name = one("h3", card)?.textContent?.trim() ?? "";
  announce(say("Picked up {name}. Use the arrow keys to move, Space to drop.", { name }));
}

function putDown(cancel: boolean): void {
  if (!held) return;
  const { card, home, before } = held;
  held = null;
  card.classList.remove("held");
  if (cancel) {
    home.insertBefore(card, before);
    announce(say("Move cancelled"));
  } else {
    void drop(card, home, before);
  }
  card.focus();
}

function shift(card: HTMLElement, step: number): void {
  const lanes = all(".board [data-lane]");
  const next = lanes[lanes.indexOf(laneOf(card)) + step];
  if (!next) return;
  one(".list", next)?.prepend(card);
  card.focus();
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
  announce(say("Moved to {lane}", { lane: laneName(next) }));
}

function walk(card: HTMLElement, key: string): void {
  const cards = all(".kc", laneOf(card));
  const lanes = all(".board [data-lane]");
  const at = cards.indexOf(card);
  if (key === "ArrowDown") cards[at + 1]?.focus();
  else if (key === "ArrowUp") cards[at - 1]?.focus();
  else {
    const lane = lanes[lanes.indexOf(laneOf(card)) + (key === "ArrowRight" ? 1 : -1)];
    if (lane) (all(".kc", lane)[at] ?? one(".kc", lane))?.focus();
  }
}

export function startBoard(): void {
  if (!one(".board")) return;
  startDrag();
  on("keydown", ".kc", (card, event) => {
    if (event.target !== card) return;
    if (event.key === " " && card.dataset.moveUrl) held ? putDown(false) : pickUp(card);
    else if (event.key === "Escape" && held) putDown(true);
    else if (event.key === "Enter") one("h3 a", card)?.click();
    else if (event.key.startsWith("Arrow")) {
      const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
      if (held && sideways) shift(card, event.key === "ArrowRight" ? 1 : -1);
      else if (!held) walk(card, event.key);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
