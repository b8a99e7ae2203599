import { Input } from "../ui/input";
import type { ControlProps } from "./control-props";
import { isoTime, localTime } from "./local-time";
import { textOf } from "./text-of";

/** Chosen in the browser's time zone, stored as an ISO time. A value that is no date can be corrected as text. */
export function DatetimeControl({ value, path, onChange, attributes, readOnly }: ControlProps<"datetime">) {
  const text = textOf(value);
  const local = localTime(text);
  if (text !== "" && local === undefined) {
    return (
      <Input
        {...attributes}
        readOnly={readOnly}
        value={text}
        onChange={(event) => onChange(event.target.value, path)}
      />
    );
  }
  return (
    <Input
      {...attributes}
      type="datetime-local"
      step={1}
      readOnly={readOnly}
      value={local ?? ""}
      onChange={(event) => onChange(event.target.value === "" ? "" : isoTime(event.target.value), path)}
      onKeyDown={(event) => {
        if (event.key !== "=" || readOnly || text !== "") return;
        event.preventDefault();
        onChange("=", path);
      }}
    />
  );
}
