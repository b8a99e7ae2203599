"use client";

import { createContext, useContext } from "react";
import { useTranslations } from "use-intl";
import type { Json } from "@/shared/item";
import {
  environmentPrefix,
  isOutsideValue,
  type OutsideSecret,
  type OutsideValue,
  outsideKinds,
} from "@/shared/outside-secret";
import { Button } from "../ui/button";
import { Input } from "../ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";

/** Whether secrets of the form may be read from outside: in credentials. */
const OutsideContext = createContext(false);
export const OutsideSecrets = OutsideContext.Provider;
export const useOutsideSecrets = () => useContext(OutsideContext);

const empty: { [kind in OutsideSecret["from"]]: OutsideSecret } = {
  environment: { from: "environment", name: environmentPrefix },
  file: { from: "file", path: "" },
  vault: { from: "vault", path: "secret/", key: "" },
};

export const newOutside = (): OutsideValue => ({ $outside: empty.environment });

type OutsideControlProps = {
  label: string;
  value: Json;
  attributes: { id?: string };
  onChange(value: Json): void;
};

/** Where a secret is that is not stored here. */
export function OutsideSecretControl({ label, value, attributes, onChange }: OutsideControlProps) {
  const t = useTranslations("forms.outside");
  if (!isOutsideValue(value)) return null;
  const secret = value.$outside;
  const change = (next: OutsideSecret) => onChange({ $outside: next } as unknown as Json);
  return (
    <div className="flex flex-col gap-2 rounded-lg border border-border p-3">
      <div className="flex items-center gap-2">
        <Select value={secret.from} onValueChange={(from) => change(empty[from as OutsideSecret["from"]])}>
          <SelectTrigger {...attributes} aria-label={t("from", { label })} className="min-w-0 flex-1">
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            {outsideKinds.map((kind) => (
              <SelectItem key={kind} value={kind}>
                {t(`kinds.${kind}`)}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
        <Button variant="ghost" size="sm" onClick={() => onChange("")}>
          {t("enterHere")}
        </Button>
      </div>
      {secret.from === "environment" && (
        <Text label={t("variable")} value={secret.name} onChange={(name) => change({ ...secret, name })} />
      )}
      {secret.from === "file" && (
        <Text
          label={t("file")}
          value={secret.path}
          placeholder="shop/api-token"
          onChange={(path) => change({ ...secret, path })}
        />
      )}
      {secret.from === "vault" && (
        <div className="grid grid-cols-2 gap-2">
          <Text
            label={t("vaultPath")}
            value={secret.path}
            placeholder="secret/shop"
            onChange={(path) => change({ ...secret, path })}
          />
          <Text
            label={t("vaultKey")}
            value={secret.key}
            placeholder="API_TOKEN"
            onChange={(key) => change({ ...secret, key })}
          />
        </div>
      )}
      <p className="text-muted text-xs leading-4">{t(`help.${secret.from}`)}</p>
    </div>
  );
}

type TextProps = { label: string; value: string; placeholder?: string; onChange(value: string): void };

const Text = ({ label, value, placeholder, onChange }: TextProps) => (
  <Input
    aria-label={label}
    title={label}
    spellCheck={false}
    autoComplete="off"
    placeholder={placeholder ?? label}
    value={value}
    onChange={(event) => onChange(event.target.value)}
  />
);
