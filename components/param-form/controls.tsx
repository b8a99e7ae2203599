import type { ComponentType } from "react";
import type { Control as AnyControl } from "@/shared/field";
import { ChoiceControl } from "./choice-control";
import { CodeControl } from "./code-control";
import { ConditionsControl } from "./conditions-control";
import type { ControlProps } from "./control-props";
import { DatetimeControl } from "./datetime-control";
import { JsonControl } from "./json-control";
import { ListControl } from "./list-control";
import { MultiSelectControl } from "./multi-select-control";
import { NumberControl } from "./number-control";
import { OperationControl } from "./operation-control";
import { SecretControl } from "./secret-control";
import { SelectControl } from "./select-control";
import { TextControl } from "./text-control";
import { ToggleControl } from "./toggle-control";
import { WorkflowControl } from "./workflow-control";

/** A control without an entry does not compile. */
const controls = {
  text: TextControl,
  secret: SecretControl,
  number: NumberControl,
  toggle: ToggleControl,
  select: SelectControl,
  multiSelect: MultiSelectControl,
  json: JsonControl,
  code: CodeControl,
  list: ListControl,
  choice: ChoiceControl,
  conditions: ConditionsControl,
  datetime: DatetimeControl,
  workflow: WorkflowControl,
  operation: OperationControl,
} satisfies { [C in AnyControl["control"]]: ComponentType<ControlProps<C>> };

type Name = AnyControl["control"];

/** The fixed value of a parameter. */
export function Control(props: ControlProps<Name>) {
  // The map pairs each control with its own props; the compiler cannot follow that through a union.
  const Chosen = controls[props.field.control] as ComponentType<ControlProps<Name>>;
  return <Chosen {...props} />;
}
