// Runs the browser subset of the expression language over the tree that the engine exports.
// The rules are the engine's (decision 23): blank text reads as '', `<` with a blank is false,
// `not` is two-valued, arithmetic with a blank is blank.

export type Value = string | number | boolean | null | Value[];
export type Tree =
  | { value: Value; type?: string }
  | { path: string }
  | { op: string; args: Tree[] };

export type Read = (path: string) => Value;

function blank(value: Value): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function truth(value: Value): boolean {
  return value !== null && value !== false && value !== "" && value !== 0;
}

function number(value: Value): number | null {
  if (blank(value) || typeof value === "boolean" || Array.isArray(value)) return null;
  const made = Number(value);
  return Number.isNaN(made) ? null : made;
}

function same(left: Value, right: Value): boolean {
  if (blank(left) || blank(right)) return blank(left) && blank(right);
  if (typeof left === "boolean" || typeof right === "boolean") {
    return truth(left) === truth(right);
  }
  const [a, b] = [number(left), number(right)];
  if (a !== null && b !== null && (typeof left === "number" || typeof right === "number")) return a === b;
  return String(left) === String(right);
}

function order(left: Value, right: Value): number | null {
  if (blank(left) || blank(right)) return null;
  const [a, b] = [number(left), number(right)];
  if (a !== null && b !== null) return a - b;
  return String(left) < String(right) ? -1 : String(left) > String(right) ? 1 : 0;
}

function compare(accept: (difference: number) => boolean): Operation {
  return (args) => {
    const difference = order(args[0], args[1]);
    return difference !== null && accept(difference);
  };
}

function arithmetic(act: (a: number, b: number) => number | null): Operation {
  return (args) => {
    const [a, b] = [number(args[0]), number(args[1])];
    return a === null || b === null ? null : act(a, b);
  };
}

function text(value: Value): string {
  return blank(value) ? "" : String(value);
}

function inside(args: Value[]): boolean {
  const among = args.length === 2 && Array.isArray(args[1]) ? args[1] : args.slice(1);
  return among.some((one) => same(args[0], one));
}

type Operation = (args: Value[]) => Value;

const operations: Record<string, Operation> = {
  "==": (args) => same(args[0], args[1]),
  "!=": (args) => !same(args[0], args[1]),
  "<": compare((d) => d < 0),
  "<=": compare((d) => d <= 0),
  ">": compare((d) => d > 0),
  ">=": compare((d) => d >= 0),
  "+": (args) =>
    typeof args[0] === "string" && number(args[0]) === null
      ? text(args[0]) + text(args[1])
      : arithmetic((a, b) => a + b)(args),
  "-": arithmetic((a, b) => a - b),
  "*": arithmetic((a, b) => a * b),
  "/": arithmetic((a, b) => (b === 0 ? null : a / b)),
  "%": arithmetic((a, b) => (b === 0 ? null : a % b)),
  neg: (args) => {
    const made = number(args[0]);
    return made === null ? null : -made;
  },
  not: (args) => !truth(args[0]),
  in: inside,
  not_in: (args) => !inside(args),
  list: (args) => args,
  is_blank: (args) => blank(args[0]),
  not_blank: (args) => !blank(args[0]),
  contains: (args) =>
    Array.isArray(args[0])
      ? args[0].some((one) => same(one, args[1]))
      : text(args[0]).toLowerCase().includes(text(args[1]).toLowerCase()),
  starts_with: (args) => text(args[0]).toLowerCase().startsWith(text(args[1]).toLowerCase()),
  ends_with: (args) => text(args[0]).toLowerCase().endsWith(text(args[1]).toLowerCase()),
  lower: (args) => text(args[0]).toLowerCase(),
  upper: (args) => text(args[0]).toUpperCase(),
  trim: (args) => text(args[0]).trim(),
  length: (args) => (Array.isArray(args[0]) ? args[0].length : [...text(args[0])].length),
  abs: (args) => {
    const made = number(args[0]);
    return made === null ? null : Math.abs(made);
  },
  coalesce: (args) => args.find((one) => !blank(one)) ?? null,
};

/** Gives the value of a tree, or undefined when it needs something that only the server knows. */
export function evaluate(tree: Tree, read: Read): Value | undefined {
  if ("value" in tree) return tree.value;
  if ("path" in tree) return read(tree.path);
  const { op, args } = tree;
  if (op === "and" || op === "or") return logic(op, args, read);
  if (op === "if") {
    const test = evaluate(args[0], read);
    return test === undefined ? undefined : evaluate(truth(test) ? args[1] : args[2], read);
  }
  const operation = operations[op];
  if (!operation) return undefined;
  const values = args.map((one) => evaluate(one, read));
  return values.includes(undefined) ? undefined : operation(values as Value[]);
}

function logic(op: string, args: Tree[], read: Read): Value | undefined {
  let unknown = false;
  for (const one of args) {
    const value = evaluate(one, read);
    if (value === undefined) unknown = true;
    else if (truth(value) === (op === "or")) return op === "or";
  }
  return unknown ? undefined : op === "and";
}
