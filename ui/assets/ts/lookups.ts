// Lookups search on the server; without scripts they stay plain selects.
import { on, one, say, whenever } from "./dom";

interface Found {
  id: string;
  label: string;
  note?: string;
}

function chunk(): Promise<typeof import("./combo")> {
  return import("./combo");
}

export async function find(url: string, text: string): Promise<Found[]> {
  const address = new URL(url, location.href);
  address.searchParams.set("q", text);
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  return answer.ok ? ((await answer.json()) as { found: Found[] }).found : [];
}

export function startLookups(): void {
  whenever("select[data-lookup]", (element) => {
    void chunk().then(({ lookup }) => lookup(element as HTMLSelectElement, find));
  });
  whenever("input[data-tags]", (element) => {
    void chunk().then(({ tags }) => tags(element as HTMLInputElement));
  });
  on("change", "select[data-poly]", (element) => {
    const kind = element as HTMLSelectElement;
    const box = one<HTMLSelectElement & { tomselect?: { clear(): void; clearOptions(): void } }>(
      `#${kind.dataset.poly}`,
    );
    if (!box) return;
    box.dataset.lookup = kind.selectedOptions[0]?.dataset.url ?? "";
    box.tomselect?.clear();
    box.tomselect?.clearOptions();
  });
}

export const words = {
  none: () => say("Nothing found"),
  hint: () => say("Type to search"),
  wait: () => say("Searching"),
  remove: () => say("Remove"),
  clear: () => say("Clear the selection"),
};
