// What every htmx request carries, and what happens when the server refuses.
import { csrfToken, say } from "./dom";
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

export function startRequests(): void {
  document.addEventListener("htmx:config:request", (event) => {
    const headers = contextOf(event)?.request.headers;
    if (headers) headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:before:swap", (event) => {
    if (contextOf(event)?.response?.status === 401) {
      event.preventDefault();
      signInAgain();
    }
  });
  document.addEventListener("htmx:after:request", (event) => {
    const raw = contextOf(event)?.response?.headers.get("X-Toast");
    if (raw) toast(JSON.parse(decodeURIComponent(raw)));
  });
  document.addEventListener("htmx:error", () => {
    toast({
      text: navigator.onLine ? say("Could not be saved. Try again.") : say("You are offline"),
      bad: true,
    });
  });
}
