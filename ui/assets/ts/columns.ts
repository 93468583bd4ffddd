// The order of columns: dragged in the chooser; the form sends them as they stand.
import { whenever } from "./dom";

export function startColumns(): void {
  whenever("[data-sortable]", (list) => {
    void import("sortablejs").then(({ default: Sortable }) =>
      Sortable.create(list, { animation: 120, draggable: "li" }),
    );
  });
}
