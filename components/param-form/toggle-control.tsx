import { Switch } from "../ui/switch";
import type { ControlProps } from "./control-props";

export function ToggleControl({ value, path, onChange, attributes, readOnly }: ControlProps<"toggle">) {
  const { "aria-required": _required, ...rest } = attributes;
  return (
    <Switch
      {...rest}
      disabled={readOnly}
      checked={value === true || value === "true"}
      onCheckedChange={(on) => onChange(on, path)}
    />
  );
}
