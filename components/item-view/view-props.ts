import type { Entry } from "./entries";

export type Purpose = "previews" | "lineage";

export type ViewProps = {
  entries: readonly Entry[];
  /** What a field is called by in expressions: `$json`. */
  base: string | undefined;
  search: string;
  /** The item that previews speak of or whose lineage is shown, and how to choose another. */
  chosen?: number;
  onChoose?: (index: number) => void;
  /** What an item is chosen for. */
  purpose?: Purpose;
};
