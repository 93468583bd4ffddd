// The map of objects: zooms and pans, lights up the links of an object, goes from box to box by arrows.
import { all, one, whenever } from "./dom";

const SMALLEST = 0.3;
const LARGEST = 2;
const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function start(canvas: HTMLElement): void {
  const svg = one<SVGSVGElement>("svg", canvas);
  if (!svg) return;
  const { width, height } = svg.viewBox.baseVal;
  const nodes = all<SVGAElement>("[data-node]", svg);
  const ties = all<SVGPathElement>(".tie", svg);
  let scale = Number(svg.getAttribute("width")) / width;

  const zoom = (wanted: number, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2): void => {
    const next = Math.min(LARGEST, Math.max(SMALLEST, wanted));
    const left = ((canvas.scrollLeft + x) / scale) * next - x;
    const top = ((canvas.scrollTop + y) / scale) * next - y;
    scale = next;
    svg.setAttribute("width", String(Math.round(width * scale)));
    svg.setAttribute("height", String(Math.round(height * scale)));
    canvas.scrollTo(left, top);
    for (const link of all("[data-map-size]")) {
      const current = Number(link.dataset.mapSize) === Math.round(scale * 100);
      if (current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };

  const light = (node: SVGAElement | null): void => {
    const name = node?.dataset.node;
    const near = new Set([name]);
    svg.classList.toggle("lit", Boolean(node));
    for (const tie of ties) {
      const { from, to } = tie.dataset;
      const on = name !== undefined && (from === name || to === name);
      tie.classList.toggle("on", on);
      if (on) near.add(from).add(to);
    }
    for (const each of nodes) each.classList.toggle("on", near.has(each.dataset.node));
  };

  const go = (from: SVGAElement, [dx, dy]: [number, number]): void => {
    const here = from.getBoundingClientRect();
    let best: SVGAElement | null = null;
    let least = Infinity;
    for (const each of nodes) {
      const there = each.getBoundingClientRect();
      const x = there.x - here.x;
      const y = there.y - here.y;
      const ahead = x * dx + y * dy;
      const aside = Math.abs(x * dy) + Math.abs(y * dx);
      if (each !== from && ahead > 4 && ahead + aside * 2 < least) {
        least = ahead + aside * 2;
        best = each;
      }
    }
    best?.focus();
    best?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  for (const node of nodes) {
    node.addEventListener("pointerenter", () => light(node));
    node.addEventListener("focus", () => light(node));
    node.addEventListener("pointerleave", () => light(svg.querySelector("a:focus")));
    node.addEventListener("blur", () => light(null));
  }
  canvas.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const focused = document.activeElement;
    if (step && focused instanceof SVGAElement) {
      event.preventDefault();
      go(focused, step);
    } else if (event.key === "+" || event.key === "=") zoom(scale * 1.25);
    else if (event.key === "-") zoom(scale / 1.25);
    else if (event.key === "0") zoom(1);
  });
  canvas.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const frame = canvas.getBoundingClientRect();
      zoom(scale * Math.exp(-event.deltaY / 400), event.clientX - frame.x, event.clientY - frame.y);
    },
    { passive: false },
  );
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType !== "mouse") return;
    if ((event.target as Element).closest("a")) return;
    const { clientX, clientY } = event;
    const { scrollLeft, scrollTop } = canvas;
    canvas.setPointerCapture(event.pointerId);
    const move = (to: PointerEvent): void =>
      canvas.scrollTo(scrollLeft + clientX - to.clientX, scrollTop + clientY - to.clientY);
    const end = (): void => canvas.removeEventListener("pointermove", move);
    canvas.addEventListener("pointermove", move);
    canvas.addEventListener("pointerup", end, { once: true });
    canvas.addEventListener("pointercancel", end, { once: true });
  });
  for (const link of all("[data-map-size]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      zoom(Number(link.dataset.mapSize) / 100);
    });
  }
  one<HTMLInputElement>("[data-map-find]")?.addEventListener("input", (event) => {
    const words = (event.target as HTMLInputElement).value.trim().toLocaleLowerCase();
    const found = words
      ? nodes.find((each) => each.dataset.label?.toLocaleLowerCase().startsWith(words))
      : undefined;
    light(found ?? null);
    found?.scrollIntoView({ block: "center", inline: "center" });
  });
}

export function startMap(): void {
  whenever("[data-map]", start);
}
