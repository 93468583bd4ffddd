// What every htmx request carries, and what happens when the server refuses.
import { all, csrfToken, one, say } from "./dom";
import { toast } from "./toasts";
import { keepDrafts } from "./drafts";

interface RequestContext {
  request: { headers: Record<string, string> };
  response?: { status: number; headers: Headers };
}

function contextOf(event: Event): RequestContext | undefined {
  return (event as CustomEvent<{ ctx?: RequestContext }>).detail?.ctx;
}

/** A session that ended: what was typed is kept, then the sign-in page comes back here. */
export function signInAgain(): void {
  keepDrafts();
  toast({ text: say("Your session ended. Sign in again; what you typed is kept."), bad: true });
  window.setTimeout(() => location.reload(), 1200);
}

/** Says in a place that waits for its content that this did not come; tells whether it has words for it. */
function failed(event: Event): boolean {
  const place = event.target instanceof Element ? event.target : null;
  const note = place && one("[data-failed]", place);
  if (!place || !note) return false;
  for (const waiting of all("[data-waiting]", place)) waiting.hidden = true;
  note.hidden = false;
  return true;
}

export function startRequests(): void {
  document.addEventListener("htmx:config:request", (event) => {
    const headers = contextOf(event)?.request.headers;
    if (headers) headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:before:swap", (event) => {
    const status = contextOf(event)?.response?.status ?? 200;
    if (status === 401) {
      event.preventDefault();
      signInAgain();
    } else if (status >= 400 && failed(event)) {
      event.preventDefault();
    }
  });
  document.addEventListener("htmx:after:request", (event) => {
    const raw = contextOf(event)?.response?.headers.get("X-Toast");
    if (raw) toast(JSON.parse(decodeURIComponent(raw)));
  });
  document.addEventListener("htmx:error", (event) => {
    if (failed(event)) return;
    toast({
      text: navigator.onLine ? say("Could not be saved. Try again.") : say("You are offline"),
      bad: true,
    });
  });
}
