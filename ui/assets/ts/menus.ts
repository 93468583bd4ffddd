// Menus: native details, closed from outside or by Escape, moved through with arrows, kept in view.
import Alpine from "@alpinejs/csp";
import { computePosition, flip, offset, shift } from "@floating-ui/dom";
import { all, on, one } from "./dom";

async function place(menu: HTMLDetailsElement): Promise<void> {
  const pop = one(":scope > .pop", menu);
  const summary = one("summary", menu);
  if (!pop || !summary || getComputedStyle(pop).position === "fixed") return;
  const spot = await computePosition(summary, pop, {
    placement: menu.classList.contains("upward")
      ? "top-start"
      : menu.classList.contains("end")
        ? "bottom-end"
        : "bottom-start",
    strategy: "absolute",
    middleware: [offset(4), flip(), shift({ padding: 8 })],
  });
  // Script-set styles are properties, not attributes: the policy allows them.
  pop.style.left = `${spot.x}px`;
  pop.style.top = `${spot.y}px`;
  pop.style.right = pop.style.bottom = "auto";
}

function move(menu: HTMLElement, step: number): void {
  const items = all(".pop a,.pop button,.pop input,.pop select", menu).filter((e) => e.offsetParent);
  if (!items.length) return;
  const at = items.indexOf(document.activeElement as HTMLElement);
  items[(at + step + items.length) % items.length].focus();
}

export function closeMenus(except?: Element | null): boolean {
  const open = all<HTMLDetailsElement>("details.menu[open]").filter((m) => !except || !m.contains(except));
  for (const menu of open) {
    menu.open = false;
    if (menu.contains(document.activeElement)) one("summary", menu)?.focus();
  }
  return open.length > 0;
}

export function startMenus(): void {
  document.addEventListener(
    "toggle",
    (event) => {
      const menu = event.target;
      if (menu instanceof HTMLDetailsElement && menu.open && menu.matches(".menu")) {
        closeMenus(menu);
        void place(menu);
        one("[autofocus]", menu)?.focus();
      }
    },
    true,
  );
  document.addEventListener("pointerdown", (event) => closeMenus(event.target as Element));
  on("keydown", "details.menu[open]", (menu, event) => {
    const inText = (event.target as Element).matches("input,select,textarea");
    if (event.key === "Escape") {
      event.stopPropagation();
      closeMenus();
    } else if (!inText && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      move(menu, event.key === "ArrowDown" ? 1 : -1);
    }
  });
}

/** Local page state that needs no server: a disclosure, and rows that can be added and removed. */
export function startAlpine(): void {
  Alpine.data("disclosure", () => ({
    open: false,
    toggle(this: { open: boolean }) {
      this.open = !this.open;
    },
  }));
  Alpine.data("rows", () => ({
    remove(event: Event) {
      (event.target as Element).closest("[data-row]")?.remove();
    },
  }));
  Alpine.start();
}
