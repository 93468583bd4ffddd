// The core script of every page: starts each module once.
import "htmx.org";
import "htmx.org/dist/ext/hx-alpine-compat.js";
import { startBoard } from "./board";
import { startDrafts } from "./drafts";
import { startForms } from "./forms";
import { startKeyboard } from "./keyboard";
import { startLists } from "./lists";
import { startLookups } from "./lookups";
import { startAlpine, startMenus } from "./menus";
import { startPalette } from "./palette";
import { startRequests } from "./requests";
import { startTheme } from "./theme";
import { startToasts } from "./toasts";

document.documentElement.classList.replace("no-js", "js");
startRequests();
startToasts();
startTheme();
startMenus();
startPalette();
startKeyboard();
startForms();
startLookups();
startDrafts();
startLists();
startBoard();
startAlpine();
