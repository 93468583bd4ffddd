// Exact decimals as whole numbers of 10^-20, with the engine's rules: half-up, six places stored.

export type Decimal = bigint;

const PLACES = 20;
export const ONE: Decimal = 10n ** BigInt(PLACES);
const STORED = 10n ** 14n;
const LIMIT = 9_200_000_000_000n * ONE;

/** Divides whole numbers, half away from zero. */
export function halfUp(value: bigint, by: bigint): bigint {
  const negative = value < 0n !== by < 0n;
  const [a, b] = [value < 0n ? -value : value, by < 0n ? -by : by];
  const made = (2n * a + b) / (2n * b);
  return negative ? -made : made;
}

export function read(text: string): Decimal | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text.trim().replaceAll(",", ""));
  if (!match || (!match[2] && !match[3])) return null;
  const places = (match[3] ?? "").padEnd(PLACES, "0").slice(0, PLACES);
  const made = BigInt((match[2] || "0") + places);
  return match[1] === "-" ? -made : made;
}

/** Rounds to the stored scale; blank when it does not fit. */
export function settle(value: Decimal): Decimal | null {
  const made = halfUp(value, STORED) * STORED;
  return made > -LIMIT && made < LIMIT ? made : null;
}

export function times(a: Decimal, b: Decimal): Decimal {
  return halfUp(a * b, ONE);
}

export function over(a: Decimal, b: Decimal): Decimal | null {
  return b === 0n ? null : halfUp(a * ONE, b);
}

/** Cuts to a whole number, towards zero. */
export function whole(value: Decimal): number {
  return Number(value / ONE);
}

export function floor(value: Decimal): Decimal {
  const cut = value / ONE;
  return (value < 0n && value % ONE !== 0n ? cut - 1n : cut) * ONE;
}

export type Mode = "half" | "up" | "down";

/** Rounds to a number of digits: half away from zero, away from zero, or towards it. */
export function round(value: Decimal, digits: number, mode: Mode): Decimal {
  const unit = 10n ** BigInt(Math.max(0, PLACES - Math.min(Math.max(digits, -12), PLACES)));
  if (mode === "half") return halfUp(value, unit) * unit;
  const rest = value % unit;
  const cut = value - rest;
  if (mode === "down" || rest === 0n) return cut;
  return value < 0n ? cut - unit : cut + unit;
}

export function write(value: Decimal): string {
  const sign = value < 0n ? "-" : "";
  const digits = (value < 0n ? -value : value).toString().padStart(PLACES + 1, "0");
  const fraction = digits.slice(-PLACES).replace(/0+$/, "");
  return sign + digits.slice(0, -PLACES) + (fraction ? `.${fraction}` : "");
}
