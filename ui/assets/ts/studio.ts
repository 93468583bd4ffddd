// Forms of the Studio: expressions are tried again when another record is chosen.
import { all, on } from "./dom";

export function startStudio(): void {
  on("change", "select[data-try]", (choice) => {
    for (const input of all("[data-expression]", choice.closest("form") ?? document)) {
      input.dispatchEvent(new Event("again"));
    }
  });
}
