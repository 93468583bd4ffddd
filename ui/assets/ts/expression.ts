// Runs the browser subset of the expression language over the tree that the engine exports.
// Blank is null; the rules are the engine's (decision 23).
import { calls, dayOf, iso, text } from "./calls";
import * as decimal from "./decimal";

export type Value = string | bigint | boolean | null | Value[];
export type Raw = string | number | boolean | null | Raw[];
export type Tree =
  | { value: Raw; type: string }
  | { path: string; type: string }
  | { op: string; args: Tree[]; type: string }
  | { call: string; args: Tree[]; type: string };

export interface Env {
  read: (path: string) => Raw;
  changed: (field: string) => boolean;
  isNew: boolean;
  today: string;
  now: string;
}

const NUMBERS = new Set(["integer", "decimal", "percent", "currency", "duration"]);
const ARITHMETIC = new Set(["neg", "add", "sub", "mul", "div"]);

/** A tree that asks for what only the server knows. */
export class Unknown extends Error {}

/** Gives a raw value the type that the tree says it has; '' is blank. */
export function typed(raw: Raw, type: string): Value {
  if (raw === null || raw === "") return type === "boolean" ? false : null;
  if (Array.isArray(raw)) return raw.length ? raw.map((one) => typed(one, "text")) : null;
  if (NUMBERS.has(type)) return decimal.read(String(raw));
  if (type === "boolean") return raw === true || raw === "true";
  return String(raw);
}

function both(act: (a: bigint, b: bigint) => bigint | null): Operation {
  return ([a, b]) => (typeof a === "bigint" && typeof b === "bigint" ? act(a, b) : null);
}

function key(value: Value): string | bigint | boolean | null {
  return Array.isArray(value) ? JSON.stringify(value.map(String)) : value;
}

function same(a: Value, b: Value): boolean {
  return key(a) === key(b);
}

function ordered(accept: (a: string | bigint, b: string | bigint) => boolean): Operation {
  return ([a, b]) => a !== null && b !== null && accept(a as string, b as string);
}

function move(sign: 1 | -1): Operation {
  return ([day, days]) => {
    const made = dayOf(day);
    if (!made || typeof days !== "bigint") return null;
    made.setUTCDate(made.getUTCDate() + sign * decimal.whole(days));
    return iso(made);
  };
}

function isBlank(value: Value): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function toText(value: Value): Value {
  if (typeof value === "bigint") return decimal.write(value);
  return typeof value === "boolean" ? String(value) : value;
}

type Operation = (args: Value[]) => Value;

const operations: Record<string, Operation> = {
  neg: ([a]) => (typeof a === "bigint" ? -a : null),
  add: both((a, b) => a + b),
  sub: both((a, b) => a - b),
  mul: both(decimal.times),
  div: both(decimal.over),
  join: ([a, b]) => (text(a) + text(b)).slice(0, 100_000) || null,
  count: ([a]) => (typeof a === "bigint" ? BigInt(decimal.whole(a)) * decimal.ONE : null),
  date_add: move(1),
  date_sub: move(-1),
  days_between: ([end, start]) => calls.days_between([start, end], {} as Env),
  eq: ([a, b]) => same(a, b),
  ne: ([a, b]) => !same(a, b),
  lt: ordered((a, b) => a < b),
  le: ordered((a, b) => a <= b),
  gt: ordered((a, b) => a > b),
  ge: ordered((a, b) => a >= b),
  in: ([item, ...options]) => options.some((one) => same(item, one)),
  not_in: ([item, ...options]) => !options.some((one) => same(item, one)),
  member: ([item, list]) => item !== null && Array.isArray(list) && list.some((one) => same(one, item)),
  not_member: (args) => !operations.member(args),
  not: ([a]) => a !== true,
  xor: ([a, b]) => (a === true) !== (b === true),
  is_blank: ([a]) => isBlank(a),
  has_value: ([a]) => !isBlank(a),
  to_text: ([a]) => toText(a),
};

/** Computes a tree; throws `Unknown` when it needs the server. */
function compute(tree: Tree, env: Env): Value {
  if ("value" in tree) return typed(tree.value, tree.type);
  if ("path" in tree) return typed(env.read(tree.path), tree.type);
  if ("call" in tree) {
    const call = calls[tree.call];
    if (!call) throw new Unknown(tree.call);
    return call(tree.args.map((one) => settled(one, env)), env);
  }
  const lazy = branches[tree.op];
  if (lazy) return lazy(tree.args, env);
  const operation = operations[tree.op];
  if (!operation) throw new Unknown(tree.op);
  const within = ARITHMETIC.has(tree.op) ? compute : settled;
  return operation(tree.args.map((one) => within(one, env)));
}

/** Computes a tree whose value is used by anything but arithmetic: numbers are rounded to store. */
function settled(tree: Tree, env: Env): Value {
  const value = compute(tree, env);
  const inner = "op" in tree && ARITHMETIC.has(tree.op);
  return inner && typeof value === "bigint" ? decimal.settle(value) : value;
}

const branches: Record<string, (args: Tree[], env: Env) => Value> = {
  and: (args, env) => args.every((one) => settled(one, env) === true),
  or: (args, env) => args.some((one) => settled(one, env) === true),
  if: ([test, then, otherwise], env) =>
    settled(settled(test, env) === true ? then : otherwise, env),
  coalesce: (args, env) => {
    for (const one of args) {
      const value = settled(one, env);
      if (!isBlank(value)) return value;
    }
    return null;
  },
  case: ([subject, ...rest], env) => {
    const value = settled(subject, env);
    while (rest.length > 1) {
      const [match, result] = rest.splice(0, 2);
      if (same(settled(match, env), value)) return settled(result, env);
    }
    return rest.length ? settled(rest[0], env) : null;
  },
};

/** Gives the value of a tree, or undefined when only the server can tell. */
export function evaluate(tree: Tree, env: Env): Value | undefined {
  try {
    return settled(tree, env);
  } catch (error) {
    if (error instanceof Unknown) return undefined;
    throw error;
  }
}
