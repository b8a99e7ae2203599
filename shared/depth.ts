/** Not recursive: what a hostile file holds must not use up the stack. */
export function isDeeperThan(value: object, max: number): boolean {
  let level: object[] = [value];
  for (let depth = 0; level.length; depth++) {
    if (depth > max) return true;
    level = level.flatMap((entry) => Object.values(entry).filter(isStructure));
  }
  return false;
}

const isStructure = (entry: unknown): entry is object => typeof entry === "object" && entry !== null;
