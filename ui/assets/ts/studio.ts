// The Studio: what one writes is completed and checked; fields and entries are dragged.
import { all, on, one, whenever } from "./dom";

function place(form: HTMLElement, name: string, to: string, index: number): void {
  const placer = one<HTMLButtonElement>("[data-placer]", form);
  const goal = one<HTMLInputElement>("input[name=to]", form);
  const at = one<HTMLInputElement>("input[name=index]", form);
  if (!placer || !goal || !at) return;
  placer.value = to === "-" ? `remove:${name}` : `place:${name}`;
  goal.value = to;
  at.value = String(index);
  placer.click();
}

export function startStudio(): void {
  on("change", "select[data-try]", (choice) => {
    for (const input of all("[data-code]", choice.closest("form") ?? document)) {
      input.dispatchEvent(new Event("again"));
    }
  });
  whenever("textarea[data-code]", (area) => {
    void import("./code").then(({ edit }) => edit(area as HTMLTextAreaElement));
  });
  whenever("[data-drop]", (list) => {
    void import("sortablejs").then(({ default: Sortable }) =>
      Sortable.create(list, {
        animation: 120,
        draggable: "li",
        group: list.dataset.dropGroup ?? "fields",
        onEnd: (event) => {
          const form = list.closest<HTMLElement>("[data-designer]");
          const name = event.item.dataset.field;
          if (form && name) place(form, name, event.to.dataset.drop ?? "", event.newIndex ?? 0);
        },
      }),
    );
  });
}
