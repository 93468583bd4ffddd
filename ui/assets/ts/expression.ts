// Runs the browser subset of the expression language over the typed tree that the engine exports
// (engine/expressions/browser.py). The rules are the engine's, held equal by
// tests/browser_subset: exact decimals, half-up, blanks by decision 23. Nothing is evaluated as code.

export type Raw = string | number | boolean | null | Raw[];
export type Tree =
  | { value: Raw; type: string }
  | { path: string; type: string }
  | { op: string; args: Tree[]; type: string }
  | { call: string; args: Tree[]; type: string };
export interface Env {
  /** Gives the value of a path as JSON carries it, or undefined when only the server knows it. */
  read: (path: string) => Raw | undefined;
  changed: (field: string) => boolean;
  isNew: boolean;
  /** The date in the viewer's zone. */
  today: string;
  /** ISO 8601 with Z. */
  now: string;
  /** IANA name; the browser's own zone when left out. */
  zone?: string;
}

// Inside, numbers are whole millionths (bigint), moments whole microseconds since 1970 UTC (bigint),
// dates and times ISO text, text null or not empty, lists arrays of text.
type Inner = bigint | string | boolean | null | Inner[];
type Unknown = undefined;
type Act = (args: Inner[], env: Env) => Inner | Unknown;

const MILLION = 1_000_000n;
const WIDE = 10n ** 20n;
const WIDER = 10n ** 14n;
const LIMIT = 9_200_000_000_000n * MILLION;
const MAX_TEXT = 100_000;
const MAX_COUNT = 2_000_000_000n;
const DAY = 86_400_000_000n;
const NUMBERS = new Set(["integer", "decimal", "percent", "currency", "duration"]);
const ARITHMETIC = new Set(["neg", "add", "sub", "mul", "div"]);
const SPACES = "[ \\t\\n\\r\\v\\f\\u00a0\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";

/** Gives the value of a tree, or undefined when it needs something that only the server knows. */
export function evaluate(tree: Tree, env: Env): Raw | undefined {
  const found = inner(tree, env);
  return found === undefined ? undefined : outward(found, tree.type);
}

function inner(tree: Tree, env: Env): Inner | Unknown {
  if ("value" in tree) return inward(tree.value, tree.type);
  if ("path" in tree) {
    const value = env.read(tree.path);
    return value === undefined ? undefined : inward(value, tree.type);
  }
  if ("op" in tree) {
    if (ARITHMETIC.has(tree.op)) {
      const computed = wide(tree, env);
      return computed === undefined ? undefined : settle(computed);
    }
    if (tree.op === "to_text") {
      const value = inner(tree.args[0], env);
      return value === undefined ? undefined : shown(value, tree.args[0].type, env);
    }
    const choice = CHOICES[tree.op];
    if (choice) return shaped(choice(tree.args, (one) => inner(one, env)), tree.type);
    return apply(OPERATIONS[tree.op], tree.args, env, tree.type);
  }
  const found = apply(FUNCTIONS[tree.call], tree.args, env, tree.type);
  return tree.call in FUNCTIONS ? finished(found, tree.type) : undefined;
}

function apply(
  act: Act | undefined, trees: Tree[], env: Env, type: string,
): Inner | Unknown {
  if (!act) return undefined;
  const args: Inner[] = [];
  for (const tree of trees) {
    const value = inner(tree, env);
    if (value === undefined) return undefined;
    args.push(value);
  }
  return shaped(act(args, env), type);
}

function shaped(value: Inner | Unknown, type: string): Inner | Unknown {
  return type === "boolean" && value !== undefined ? value === true : value;
}

function finished(value: Inner | Unknown, type: string): Inner | Unknown {
  if (typeof value === "bigint" && NUMBERS.has(type)) return inRange(value);
  return typeof value === "string" ? cut(value) : value;
}

// Values in and out

function inward(value: Raw, type: string): Inner {
  if (type === "boolean") return value === true || value === "true";
  if (Array.isArray(value)) return value.map(String);
  if (type === "list") return value === null || value === "" ? null : [String(value)];
  if (value === null || value === "") return null;
  if (NUMBERS.has(type)) return decimal(String(value));
  if (type === "datetime") return moment(String(value));
  if (type === "time") return clock(String(value));
  return String(value);
}

function outward(value: Inner, type: string): Raw {
  if (Array.isArray(value)) return value.map((one) => outward(one, "text"));
  if (typeof value !== "bigint") return value;
  return type === "datetime" ? written(value) : plain(value);
}

function decimal(value: string): bigint | null {
  const match = /^\s*([+-]?)(\d{1,19})(?:\.(\d*))?\s*$/.exec(value.replaceAll(",", ""));
  if (!match) return null;
  const digits = (match[3] ?? "").padEnd(7, "0");
  const whole = BigInt(match[2]) * MILLION + BigInt(digits.slice(0, 6));
  const rounded = whole + (digits[6] >= "5" ? 1n : 0n);
  return match[1] === "-" ? -rounded : rounded;
}

function plain(value: bigint): string {
  const size = value < 0n ? -value : value;
  const rest = String(size % MILLION).padStart(6, "0").replace(/0+$/, "");
  return (value < 0n ? "-" : "") + String(size / MILLION) + (rest ? "." + rest : "");
}

function clock(value: string): string {
  const [main, rest = ""] = value.split(".");
  return (main.length === 5 ? main + ":00" : main) + "." + rest.padEnd(6, "0");
}

function moment(value: string): bigint | null {
  const match =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?:Z|([+-])(\d\d):?(\d\d))?$/.exec(value);
  if (!match) return null;
  const [, day, hours, minutes, seconds, rest, sign, ahead, ahead2] = match;
  const offset = (sign === "-" ? -1 : 1) * (Number(ahead ?? 0) * 60 + Number(ahead2 ?? 0));
  const total = (Number(hours) * 60 + Number(minutes) - offset) * 60 + Number(seconds ?? 0);
  return BigInt(dayNumber(day)) * DAY + BigInt(total) * MILLION + BigInt((rest ?? "").padEnd(6, "0"));
}

function written(value: bigint): string {
  const day = floorDiv(value, DAY);
  const rest = value - day * DAY;
  const fraction = rest % MILLION;
  const shown = isoDate(Number(day)) + "T" + timeOf(rest / MILLION);
  return shown + (fraction ? "." + String(fraction).padStart(6, "0") : "") + "Z";
}

function timeOf(seconds: bigint): string {
  const parts = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

// Arithmetic: 20 decimal places inside a chain, settled to 6 outside

function wide(tree: Tree, env: Env): bigint | null | Unknown {
  if (!("op" in tree) || !ARITHMETIC.has(tree.op)) {
    const value = inner(tree, env);
    return typeof value === "bigint" ? value * WIDER : value === undefined ? undefined : null;
  }
  const args: bigint[] = [];
  for (const arg of tree.args) {
    const value = wide(arg, env);
    if (typeof value !== "bigint") return value;
    args.push(value);
  }
  return compute(tree.op, args[0], args[1]);
}

function compute(op: string, a: bigint, b: bigint): bigint | null {
  if (op === "neg") return -a;
  if (op === "add") return a + b;
  if (op === "sub") return a - b;
  if (op === "mul") return halfUp(a * b, WIDE);
  return b === 0n ? null : halfUp(a * WIDE, b);
}

function halfUp(value: bigint, by: bigint): bigint {
  const negative = value < 0n !== by < 0n;
  const [size, step] = [value < 0n ? -value : value, by < 0n ? -by : by];
  const rounded = (2n * size + step) / (2n * step);
  return negative ? -rounded : rounded;
}

function settle(value: bigint | null): bigint | null {
  return value === null ? null : inRange(halfUp(value, WIDER));
}

function inRange(value: bigint): bigint | null {
  return value < LIMIT && value > -LIMIT ? value : null;
}

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

// Dates: days since 1970 in the Gregorian calendar

function dayNumber(day: string): number {
  const [year, month, date] = day.split("-").map(Number);
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  const yearOfEra = y - era * 400;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function isoDate(number: number): string {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return dateText(year, month, dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1);
}

function dateText(year: number, month: number, day: number): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

function monthLength(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const FIRST_DAY = dayNumber("0001-01-01");
const LAST_DAY = dayNumber("9999-12-31");

function movedDay(day: Inner, by: number | null): Inner {
  if (typeof day !== "string" || by === null || Math.abs(by) >= 1_700_000) return null;
  const number = dayNumber(day) + by;
  return number < FIRST_DAY || number > LAST_DAY ? null : isoDate(number);
}

function movedMonths(day: string, by: number): Inner {
  if (Math.abs(by) >= 48_000) return null;
  const [year, month, date] = day.split("-").map(Number);
  const index = year * 12 + month - 1 + by;
  const [toYear, toMonth] = [Math.floor(index / 12), index - Math.floor(index / 12) * 12 + 1];
  if (toYear < 1 || toYear > 9999) return null;
  return dateText(toYear, toMonth, Math.min(date, monthLength(toYear, toMonth)));
}

function movedMoment(at: Inner, days: Inner, sign: bigint): Inner {
  if (typeof at !== "bigint" || typeof days !== "bigint") return null;
  if (days >= 100_000n * MILLION || days <= -100_000n * MILLION) return null;
  const found = at + (sign * days * DAY) / MILLION;
  const [first, last] = [BigInt(FIRST_DAY + 1) * DAY, BigInt(LAST_DAY - 1) * DAY];
  return found >= first && found <= last ? found : null;
}

/** Gives the local date and time of a moment, as `2024-06-30` and `18:30:00`. */
function local(at: bigint, env: Env): [string, string] {
  const shown = new Intl.DateTimeFormat("en-US", {
    timeZone: env.zone, hourCycle: "h23", era: "short", year: "numeric", month: "numeric",
    day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(new Date(Number(floorDiv(at, 1000n))));
  const part = (type: string) => Number(shown.find((one) => one.type === type)?.value);
  const seconds = BigInt((part("hour") * 60 + part("minute")) * 60 + part("second"));
  return [dateText(part("year"), part("month"), part("day")), timeOf(seconds)];
}

function localDate(at: Inner, env: Env): Inner {
  return typeof at === "bigint" ? local(at, env)[0] : null;
}

function localTime(at: Inner, env: Env): Inner {
  if (typeof at !== "bigint") return null;
  const fraction = at - floorDiv(at, MILLION) * MILLION;
  return local(at, env)[1] + "." + String(fraction).padStart(6, "0");
}

// Text

function cut(value: string): Inner {
  if (value.length <= MAX_TEXT) return value === "" ? null : value;
  return [...value].slice(0, MAX_TEXT).join("");
}

function shown(value: Inner, type: string, env: Env): Inner {
  if (typeof value === "boolean") return value ? "true" : "false";
  if (Array.isArray(value)) return cut(value.join(", "));
  if (type === "datetime" && typeof value === "bigint") {
    const [day, time] = local(value, env);
    return `${day} ${time.slice(0, 5)}`;
  }
  if (typeof value === "bigint") return plain(value);
  return type === "time" && value !== null ? String(value).slice(0, 5) : value;
}

// Comparing

function order(a: Inner, b: Inner): number | null {
  if (a === null || b === null) return null;
  if (typeof a === "string" && typeof b === "string") return textOrder(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

function textOrder(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let place = 0; place < left.length && place < right.length; place++) {
    const difference = (left[place].codePointAt(0) ?? 0) - (right[place].codePointAt(0) ?? 0);
    if (difference) return difference;
  }
  return left.length - right.length;
}

function compare(accept: (difference: number) => boolean): Act {
  return ([a, b]) => {
    const difference = order(a, b);
    return difference !== null && accept(difference);
  };
}

function isBlank(value: Inner): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function member(item: Inner, list: Inner): boolean {
  return item !== null && Array.isArray(list) && list.includes(item);
}

type Choice = (args: Tree[], value: (tree: Tree) => Inner | Unknown) => Inner | Unknown;

function logic(stop: boolean): Choice {
  return (args, value) => {
    let unknown = false;
    for (const arg of args) {
      const found = value(arg);
      if (found === undefined) unknown = true;
      else if (found === stop) return stop;
    }
    return unknown ? undefined : !stop;
  };
}

const CHOICES: Record<string, Choice> = {
  and: logic(false),
  or: logic(true),
  if: ([condition, then, other], value) => {
    const found = value(condition);
    return found === undefined ? undefined : value(found === true ? then : other);
  },
  case: ([subject, ...branches], value) => {
    const given = value(subject);
    if (given === undefined) return undefined;
    for (let place = 0; place + 1 < branches.length; place += 2) {
      const when = value(branches[place]);
      if (when === undefined) return undefined;
      if (when === given) return value(branches[place + 1]);
    }
    return value(branches[branches.length - 1]);
  },
  coalesce: (args, value) => {
    for (const arg of args) {
      const found = value(arg);
      if (found !== null) return found;
    }
    return null;
  },
};

function whole(value: Inner): number | null {
  return typeof value === "bigint" ? Number(value / MILLION) : null;
}

const OPERATIONS: Record<string, Act> = {
  not: ([a]) => a !== true,
  eq: ([a, b]) => a === b,
  ne: ([a, b]) => a !== b,
  lt: compare((d) => d < 0),
  le: compare((d) => d <= 0),
  gt: compare((d) => d > 0),
  ge: compare((d) => d >= 0),
  in: ([item, ...options]) => options.includes(item),
  not_in: ([item, ...options]) => !options.includes(item),
  member: ([item, list]) => member(item, list),
  not_member: ([item, list]) => !member(item, list),
  is_blank: ([a]) => isBlank(a),
  has_value: ([a]) => !isBlank(a),
  join: ([a, b]) => cut(((a ?? "") as string) + ((b ?? "") as string)),
  count: ([a]) => {
    if (typeof a !== "bigint" || a >= MAX_COUNT * MILLION || a <= -MAX_COUNT * MILLION) return null;
    return (a / MILLION) * MILLION;
  },
  date_add: ([day, days]) => movedDay(day, whole(days)),
  date_sub: ([day, days]) => {
    const by = whole(days);
    return movedDay(day, by === null ? null : -by);
  },
  days_between: ([end, start]) => daysBetween(start, end),
  moment_add: ([at, days]) => movedMoment(at, days, 1n),
  moment_sub: ([at, days]) => movedMoment(at, days, -1n),
  moment_between: ([end, start]) => {
    if (typeof end !== "bigint" || typeof start !== "bigint") return null;
    return halfUp((end - start) * MILLION, DAY);
  },
  local_date: ([at], env) => localDate(at, env),
  local_time: ([at], env) => localTime(at, env),
};

function daysBetween(start: Inner, end: Inner): Inner {
  if (typeof start !== "string" || typeof end !== "string") return null;
  return BigInt(dayNumber(end) - dayNumber(start)) * MILLION;
}

// Functions

type Strict = (...args: never[]) => Inner | boolean | number;

/** Blank numbers and dates make the result blank; blank text arrives as ''. */
function strict(kinds: string, act: Strict): Act {
  return (args) => {
    const given: unknown[] = [];
    for (const [place, value] of args.entries()) {
      const kind = kinds[Math.min(place, kinds.length - 1)];
      if (kind === "t") given.push(value ?? "");
      else if (value === null) return null;
      else given.push(kind === "c" ? whole(value) : value);
    }
    const found = act(...(given as never[]));
    return typeof found === "number" ? BigInt(found) * MILLION : found;
  };
}

function rounder(round: (value: bigint, step: bigint) => bigint): Act {
  return strict("nc", (value: bigint, digits = 0) => {
    const step = 10n ** BigInt(6 - Math.max(Math.min(digits, 6), -12));
    return round(value, step) * step;
  });
}

function upwards(value: bigint, step: bigint): bigint {
  return -floorDiv(-value, step);
}

function extreme(accept: (difference: number) => boolean): Act {
  return (args) => {
    let best: Inner = null;
    for (const value of args) {
      const difference = order(value, best);
      if (value !== null && (difference === null || accept(difference))) best = value;
    }
    return best;
  };
}

function part(from: number, to: number): Act {
  return strict("d", (day: string) => Number(day.slice(from, to)));
}

function trimmed(value: string): string {
  return value.replace(new RegExp("^" + SPACES), "").replace(new RegExp(SPACES + "$"), "");
}

const NUMBER = /^[+-]?[0-9]{1,13}(\.[0-9]{1,6})?$/;

const FUNCTIONS: Record<string, Act> = {
  is_new: (_, env) => env.isNew,
  changed: ([field], env) => env.changed(String(field)),
  any_changed: (fields, env) => fields.some((field) => env.changed(String(field))),
  count_true: (flags) => BigInt(flags.filter((flag) => flag === true).length) * MILLION,
  null_if: ([value, other]) => (value === other ? null : value),
  len: strict("t", (value: string) => [...value].length),
  upper: strict("t", (value: string) => value.toUpperCase()),
  lower: strict("t", (value: string) => value.toLowerCase()),
  trim: strict("t", trimmed),
  left: strict("tc", (value: string, count: number) =>
    [...value].slice(0, Math.max(count, 0)).join("")),
  right: strict("tc", (value: string, count: number) => {
    const all = [...value];
    return all.slice(Math.max(all.length - Math.max(count, 0), 0)).join("");
  }),
  mid: strict("tcc", (value: string, start: number, count: number) => {
    const first = Math.max(start, 1) - 1;
    return [...value].slice(first, first + Math.max(count, 0)).join("");
  }),
  contains: strict("t", (value: string, part: string) => value.includes(part)),
  starts_with: strict("t", (value: string, part: string) => value.startsWith(part)),
  ends_with: strict("t", (value: string, part: string) => value.endsWith(part)),
  find: strict("ttc", (value: string, sought: string, start = 1) => {
    const first = Math.max(start, 1);
    const rest = [...value].slice(first - 1).join("");
    const place = rest.indexOf(sought);
    return place < 0 ? 0 : [...rest.slice(0, place)].length + first;
  }),
  replace: strict("t", (value: string, old: string, fresh: string) => {
    const [from, to] = [old, fresh].map((one) => [...one].slice(0, 255).join(""));
    return from ? value.replaceAll(from, () => to) : value;
  }),
  concat: strict("t", (...values: string[]) => values.join("")),
  join: strict("t", (separator: string, ...values: string[]) =>
    values.filter(Boolean).join(separator)),
  number: strict("t", (value: string) =>
    NUMBER.test(trimmed(value)) ? decimal(trimmed(value)) : null),
  is_number: strict("t", (value: string) => NUMBER.test(trimmed(value))),
  abs: strict("n", (value: bigint) => (value < 0n ? -value : value)),
  sign: strict("n", (value: bigint) => (value > 0n ? 1 : value < 0n ? -1 : 0)),
  round: rounder(halfUp),
  round_up: rounder((value, step) => (value < 0n ? floorDiv(value, step) : upwards(value, step))),
  round_down: rounder((value, step) => value / step),
  ceil: strict("n", (value: bigint) => upwards(value, MILLION) * MILLION),
  floor: strict("n", (value: bigint) => floorDiv(value, MILLION) * MILLION),
  min: extreme((difference) => difference < 0),
  max: extreme((difference) => difference > 0),
  sum: (values) => values.reduce((total: bigint, one) => total + ((one ?? 0n) as bigint), 0n),
  average: (values) => {
    const given = values.filter((one) => one !== null) as bigint[];
    const total = given.reduce((sum, one) => sum + one, 0n);
    return given.length ? settle(halfUp(total * WIDER, BigInt(given.length))) : null;
  },
  mod: strict("n", (value: bigint, by: bigint) => (by === 0n ? null : value % by)),
  clamp: strict("n", (value: bigint, low: bigint, high: bigint) =>
    value < low ? low : value > high ? high : value),
  percent_of: strict("n", (part: bigint, all: bigint) =>
    all === 0n ? null : settle(halfUp(part * 100n * WIDE, all))),
  today: (_, env) => env.today,
  now: (_, env) => moment(env.now),
  date: strict("c", (year: number, month: number, day: number) =>
    year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
    day <= monthLength(year, month) ? dateText(year, month, day) : null),
  year: part(0, 4),
  month: part(5, 7),
  day: part(8, 10),
  quarter: strict("d", (day: string) => Math.floor((Number(day.slice(5, 7)) + 2) / 3)),
  weekday: strict("d", weekday),
  is_weekend: strict("d", (day: string) => weekday(day) >= 6),
  days_between: strict("d", (start: string, end: string) => dayNumber(end) - dayNumber(start)),
  add_months: strict("dc", movedMonths),
  add_years: strict("dc", (day: string, years: number) => movedMonths(day, years * 12)),
  size: ([list]) => BigInt(Array.isArray(list) ? list.length : 0) * MILLION,
  first: ([list]) => (Array.isArray(list) && list.length ? list[0] : null),
  join_list: ([list, separator]) =>
    Array.isArray(list) ? cut(list.join((separator ?? "") as string)) : null,
};

function weekday(day: string): number {
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;
}
