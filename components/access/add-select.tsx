"use client";

import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";

type AddSelectProps = {
  label: string;
  placeholder: string;
  choices: readonly { id: string; name: string; detail?: string }[];
  onChoose: (id: string) => void;
};

/** Choosing is adding: the field is empty again afterwards. */
export function AddSelect({ label, placeholder, choices, onChoose }: AddSelectProps) {
  return (
    <Select value="" onValueChange={onChoose}>
      <SelectTrigger aria-label={label} className="w-full">
        <SelectValue placeholder={placeholder} />
      </SelectTrigger>
      <SelectContent>
        {choices.map(({ id, name, detail }) => (
          <SelectItem key={id} value={id}>
            {name}
            {detail && <span className="ml-2 text-muted text-xs">{detail}</span>}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
