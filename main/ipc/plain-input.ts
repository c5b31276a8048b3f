/**
 * Whether a message is plain data (what JSON can say) of at most `maxBytes`, counted without copying it.
 *
 * Counts each string by UTF-16 units times three, the most UTF-8 can need; nesting deeper than 32,
 * cycles, functions, getters, buffers and class instances do not fit.
 */
export function fitsWithin(input: unknown, maxBytes: number): boolean {
  return remaining(input, maxBytes, 0) >= 0;
}

const maxDepth = 32;
const refused = -1;

function remaining(value: unknown, budget: number, depth: number): number {
  if (budget < 0 || depth > maxDepth) {
    return refused;
  }
  switch (typeof value) {
    case "undefined":
    case "boolean":
    case "number":
      return budget - 8;
    case "string":
      return budget - 2 - value.length * 3;
    case "object":
      return value === null ? budget - 4 : remainingOfObject(value, budget, depth);
    case "bigint":
    case "function":
    case "symbol":
      return refused;
    default:
      return refused;
  }
}

function remainingOfObject(value: object, budget: number, depth: number): number {
  if (Array.isArray(value)) {
    let left = budget - 2;
    for (const item of value) {
      left = remaining(item, left, depth + 1);
      if (left < 0) {
        return refused;
      }
    }
    return left;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    return refused;
  }
  let left = budget - 2;
  for (const name of Object.keys(value)) {
    const field = Object.getOwnPropertyDescriptor(value, name);
    // A getter would run the sender's own code.
    left =
      field !== undefined && "value" in field ? remaining(field.value, left - 4 - name.length * 3, depth + 1) : refused;
    if (left < 0) {
      return refused;
    }
  }
  return left;
}
