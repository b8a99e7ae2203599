/** Items of an execution by step and port, each once; when it is full it takes no more. */
export class Marks {
  constructor(private readonly limit: number) {}

  private readonly steps = new Map<number, Map<string, Set<number>>>();
  private count = 0;
  isFull = false;

  add(step: number, port: string, item: number): void {
    if (this.has(step, port, item)) return;
    if (this.count === this.limit) {
      this.isFull = true;
      return;
    }
    this.count++;
    const ports = this.steps.get(step) ?? new Map<string, Set<number>>();
    this.steps.set(step, ports.set(port, (ports.get(port) ?? new Set()).add(item)));
  }

  has(step: number, port: string, item: number): boolean {
    return this.steps.get(step)?.get(port)?.has(item) ?? false;
  }

  isAt(step: number, port: string): boolean {
    return this.steps.get(step)?.has(port) ?? false;
  }

  lastStep(): number | undefined {
    let last: number | undefined;
    for (const step of this.steps.keys()) if (last === undefined || step > last) last = step;
    return last;
  }

  /** The items of a step by port, which are then no longer marked. */
  take(step: number): [string, number[]][] {
    const ports = [...(this.steps.get(step) ?? [])].map(([port, items]): [string, number[]] => [port, [...items]]);
    this.steps.delete(step);
    return ports;
  }
}
