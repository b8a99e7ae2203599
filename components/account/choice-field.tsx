import { FormField } from "../form-field";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";

type ChoiceFieldProps<V extends string> = {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  className?: string;
  onChange: (value: V) => void;
};

/** A word of a sentence, standing alone. */
export const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

export function ChoiceField<V extends string>({ label, value, options, className, onChange }: ChoiceFieldProps<V>) {
  return (
    <FormField label={label} className={className}>
      {(control) => (
        <Select
          value={value}
          onValueChange={(chosen) => {
            const option = options.find((one) => one.value === chosen);
            if (option) onChange(option.value);
          }}
        >
          <SelectTrigger {...control}>
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            {options.map((option) => (
              <SelectItem key={option.value} value={option.value}>
                {option.label}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      )}
    </FormField>
  );
}
