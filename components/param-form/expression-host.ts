import type { PreviewResult } from "@/shared/api";
import type { Json, JsonObject } from "@/shared/item";

/** What expression fields need from around them: data to complete from, and somebody who evaluates. */
export type ExpressionHost = {
  /** Changes whenever the same text may give another value: another execution, run or item. */
  dataKey: string;
  /** Whether there is data of an execution; without it most expressions give nothing. */
  hasData: boolean;
  /** The chosen input item, when there is one. */
  input: JsonObject | undefined;
  /** How many input items there are, and the way to another one. */
  itemIndex: number;
  itemCount: number;
  onItem(index: number): void;
  /** Of the nodes before this one. */
  nodeNames: readonly string[];
  allNodeNames: readonly string[];
  variableNames: readonly string[];
  /** The first item a node gave, to complete `$('Node').item.json.` from. */
  fieldsOf(nodeName: string): Promise<Json | undefined>;
  /** The fields of the first item of each input, by the order of the inputs. */
  inputFields(): Promise<readonly (readonly string[])[]>;
  preview(template: string): Promise<PreviewResult>;
};
