import { useTranslations } from "use-intl";
import { type ApiScope, apiScopes } from "@/shared/api-keys";
import { Checkbox } from "../ui/checkbox";
import { Label } from "../ui/label";

type ScopeFieldsProps = { label: string; value: readonly ApiScope[]; onChange: (scopes: ApiScope[]) => void };

/** What a key or client may do. */
export function ScopeFields({ label, value, onChange }: ScopeFieldsProps) {
  const t = useTranslations("apiKeys.scopes");
  return (
    <fieldset className="grid gap-2 sm:grid-cols-2">
      <legend className="mb-1.5 font-medium text-sm">{label}</legend>
      {apiScopes.map((scope) => (
        <Label key={scope} className="flex items-center gap-2 font-normal">
          <Checkbox
            checked={value.includes(scope)}
            onCheckedChange={(on) => onChange(on === true ? [...value, scope] : value.filter((one) => one !== scope))}
          />
          {t(scope)}
        </Label>
      ))}
    </fieldset>
  );
}
