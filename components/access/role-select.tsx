"use client";

import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";

type RoleSelectProps<R extends string> = {
  label: string;
  value: R;
  roles: readonly R[];
  nameOf: (role: R) => string;
  disabled?: boolean;
  onChange: (role: R) => void;
};

export function RoleSelect<R extends string>({ label, value, roles, nameOf, disabled, onChange }: RoleSelectProps<R>) {
  return (
    <Select value={value} disabled={disabled} onValueChange={(next) => onChange(next as R)}>
      <SelectTrigger aria-label={label} className="w-auto min-w-32 shrink-0">
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        {roles.map((role) => (
          <SelectItem key={role} value={role}>
            {nameOf(role)}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
