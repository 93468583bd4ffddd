// The functions of the browser subset, by name; the engine's tables say what each one means.
import * as decimal from "./decimal";
import { ONE } from "./decimal";
import type { Env, Value } from "./expression";

type Call = (args: Value[], env: Env) => Value;

const MAX_TEXT = 100_000;

export function text(value: Value | undefined): string {
  return typeof value === "string" ? value : "";
}

function num(value: Value | undefined): bigint | null {
  return typeof value === "bigint" ? value : null;
}

function integer(value: number): bigint {
  return BigInt(value) * ONE;
}

/** A function of numbers that is blank when one of them is. */
function ofNumbers(act: (...values: bigint[]) => bigint | null): Call {
  return (args) => {
    const values = args.map(num);
    return values.includes(null) ? null : act(...(values as bigint[]));
  };
}

function ofDay(act: (date: Date) => number): Call {
  return ([day]) => {
    const made = dayOf(day);
    return made ? integer(act(made)) : null;
  };
}

export function dayOf(value: Value | undefined): Date | null {
  return typeof value === "string" && /^\d{4}-\d\d-\d\d/.test(value)
    ? new Date(`${value.slice(0, 10)}T00:00:00Z`)
    : null;
}

export function iso(date: Date): string | null {
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? date.toISOString().slice(0, 10) : null;
}

function addMonths(day: Value, months: bigint | null): Value {
  const made = dayOf(day);
  if (!made || months === null) return null;
  const wanted = made.getUTCDate();
  made.setUTCDate(1);
  made.setUTCMonth(made.getUTCMonth() + decimal.whole(months));
  const last = new Date(Date.UTC(made.getUTCFullYear(), made.getUTCMonth() + 1, 0)).getUTCDate();
  made.setUTCDate(Math.min(wanted, last));
  return iso(made);
}

function makeDate(args: Value[]): Value {
  const parts = args.map(num);
  if (parts.includes(null)) return null;
  const [year, month, day] = (parts as bigint[]).map(decimal.whole);
  const made = new Date(Date.UTC(year, month - 1, day));
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day ? iso(made) : null;
}

function rounder(mode: decimal.Mode): Call {
  return ([value, digits]) => {
    const made = num(value);
    if (made === null || digits === null) return null;
    return decimal.round(made, digits === undefined ? 0 : decimal.whole(digits as bigint), mode);
  };
}

function extreme(better: (a: Value, b: Value) => boolean): Call {
  return (args) =>
    args.filter((one) => one !== null).reduce<Value>((a, b) => (a === null || better(b, a) ? b : a), null);
}

function chars(value: Value | undefined): string[] {
  return [...text(value)];
}

function cut(value: string): Value {
  return value.slice(0, MAX_TEXT) || null;
}

function size(value: Value | undefined): number {
  return decimal.whole(num(value) ?? 0n);
}

function find(args: Value[]): Value {
  const all = chars(args[0]);
  if (args.length > 2 && num(args[2]) === null) return null;
  const start = Math.max(args.length > 2 ? size(args[2]) : 1, 1);
  const rest = all.slice(start - 1).join("");
  const place = rest.indexOf(text(args[1]));
  return integer(place < 0 ? 0 : [...rest.slice(0, place)].length + start);
}


function mod(a: bigint, b: bigint): bigint | null {
  return b === 0n ? null : a % b;
}

function list(value: Value | undefined): Value[] {
  return Array.isArray(value) ? value : [];
}

function readNumber(value: Value | undefined): bigint | null {
  const trimmed = text(value).trim();
  return /^[+-]?\d{1,13}(\.\d{1,6})?$/.test(trimmed) ? decimal.read(trimmed) : null;
}

export const calls: Record<string, Call> = {
  today: (_, env) => env.today,
  now: (_, env) => env.now,
  is_new: (_, env) => env.isNew,
  changed: ([name], env) => env.changed(text(name)),
  any_changed: (names, env) => names.some((name) => env.changed(text(name))),
  date: makeDate,
  year: ofDay((d) => d.getUTCFullYear()),
  quarter: ofDay((d) => Math.floor(d.getUTCMonth() / 3) + 1),
  month: ofDay((d) => d.getUTCMonth() + 1),
  day: ofDay((d) => d.getUTCDate()),
  weekday: ofDay((d) => d.getUTCDay() || 7),
  add_months: ([day, months]) => addMonths(day, num(months)),
  add_years: ([day, years]) => addMonths(day, num(years) === null ? null : num(years)! * 12n),
  days_between: ([start, end]) => {
    const [from, to] = [dayOf(start), dayOf(end)];
    return from && to ? integer(Math.round((to.getTime() - from.getTime()) / 86_400_000)) : null;
  },
  is_weekend: ([day]) => {
    const made = dayOf(day);
    return made ? [0, 6].includes(made.getUTCDay()) : null;
  },
  null_if: ([value, other]) => (value === other ? null : value),
  count_true: (args) => integer(args.filter((one) => one === true).length),
  abs: ofNumbers((a) => (a < 0n ? -a : a)),
  sign: ofNumbers((a) => (a > 0n ? ONE : a < 0n ? -ONE : 0n)),
  round: rounder("half"),
  round_up: rounder("up"),
  round_down: rounder("down"),
  ceil: ofNumbers((a) => -decimal.floor(-a)),
  floor: ofNumbers(decimal.floor),
  min: extreme((a, b) => (a as bigint) < (b as bigint)),
  max: extreme((a, b) => (a as bigint) > (b as bigint)),
  sum: (args) => args.reduce<bigint>((total, one) => total + (num(one) ?? 0n), 0n),
  average: (args) => {
    const known = args.map(num).filter((one) => one !== null);
    const total = known.reduce((a, b) => a + b, 0n);
    return known.length ? decimal.over(total, integer(known.length)) : null;
  },
  mod: ofNumbers(mod),
  clamp: ofNumbers((value, low, high) => (value < low ? low : value > high ? high : value)),
  percent_of: ofNumbers((part, all) => decimal.over(part * 100n, all)),
  size: ([value]) => integer(list(value).length),
  first: ([value]) => list(value)[0] ?? null,
  join_list: ([value, separator]) => cut(list(value).join(text(separator))),
  len: ([value]) => integer(chars(value).length),
  upper: ([value]) => cut(text(value).toUpperCase()),
  lower: ([value]) => cut(text(value).toLowerCase()),
  trim: ([value]) => cut(text(value).trim()),
  left: ([value, n]) => (num(n) === null ? null : cut(chars(value).slice(0, Math.max(size(n), 0)).join(""))),
  right: ([value, n]) => {
    if (num(n) === null) return null;
    const all = chars(value);
    return cut(all.slice(Math.max(all.length - Math.max(size(n), 0), 0)).join(""));
  },
  mid: ([value, start, n]) => {
    if (num(start) === null || num(n) === null) return null;
    const from = Math.max(size(start), 1) - 1;
    return cut(chars(value).slice(from, from + Math.max(size(n), 0)).join(""));
  },
  contains: ([value, part]) => text(value).includes(text(part)),
  starts_with: ([value, part]) => text(value).startsWith(text(part)),
  ends_with: ([value, part]) => text(value).endsWith(text(part)),
  find,
  replace: ([value, old, other]) => {
    const from = text(old).slice(0, 255);
    return cut(from ? text(value).replaceAll(from, () => text(other).slice(0, 255)) : text(value));
  },
  concat: (args) => cut(args.map(text).join("")),
  join: ([separator, ...values]) => cut(values.map(text).filter(Boolean).join(text(separator))),
  number: ([value]) => readNumber(value),
  is_number: ([value]) => readNumber(value) !== null,
};
