// Reading JSON of the outside: whatever is not as expected counts as absent.

export type Fields = Record<string, unknown>;

export function parseObject(json: string): Fields | undefined {
  try {
    return object(JSON.parse(json));
  } catch {
    return undefined;
  }
}

export function object(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

export function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(object).filter((item) => item !== undefined) : [];
}

export const text = (value: unknown): string => (typeof value === "string" ? value : "");
export const number = (value: unknown, otherwise = 0): number =>
  Number.isFinite(value) ? (value as number) : otherwise;
