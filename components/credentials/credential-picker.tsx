"use client";

import { Pencil, PlugZap, Plus } from "lucide-react";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import type { CredentialSummary } from "@/shared/api";
import { useProjectOfNew } from "../access/chosen-project";
import { errorText } from "../api";
import { FormError } from "../form-field";
import { Button } from "../ui/button";
import { Label } from "../ui/label";
import { Select, SelectContent, SelectItem, SelectSeparator, SelectTrigger, SelectValue } from "../ui/select";
import { Hint } from "../ui/tooltip";
import { CredentialDialog } from "./credential-dialog";
import { TestResult } from "./test-result";
import { useCredentialActions, useCredentials, useCredentialTypes } from "./use-credentials";

type CredentialPickerProps = {
  label: string;
  /** Types that fit. */
  types: readonly string[];
  isOptional: boolean;
  value: string | undefined;
  onChange: (id: string | undefined) => void;
  readOnly: boolean;
};

const none = "none";
const create = "create";

/** Chooses a stored credential; creates, edits and tests it in place. */
export function CredentialPicker({ label, types, isOptional, value, onChange, readOnly }: CredentialPickerProps) {
  const t = useTranslations("credentials");
  const id = useId();
  const [dialog, setDialog] = useState<"create" | "edit">();
  const { data, error, isPending } = useCredentials();
  const known = useCredentialTypes().data;
  const { test } = useCredentialActions();
  const projectId = useProjectOfNew();
  // Others could be chosen, but neither saved nor used.
  const isUsable = ({ id, projectId: owner, lentTo }: CredentialSummary) =>
    projectId === undefined || owner === projectId || lentTo.includes(projectId) || id === value;
  const fitting = data?.filter((credential) => types.includes(credential.type) && isUsable(credential)) ?? [];
  const chosen = data?.find((credential) => credential.id === value);
  const typeLabel = (type: string) => known?.find((info) => info.type === type)?.label ?? type;
  const isMissing = value !== undefined && data !== undefined && !chosen;
  const canTest = known?.find(({ type }) => type === chosen?.type)?.canTest;

  function choose(next: string) {
    test.reset();
    if (next === create) setDialog("create");
    else if (next === none) onChange(undefined);
    else if (next !== "") onChange(next);
  }

  return (
    <div className="flex flex-col gap-1.5">
      <span className="flex items-center gap-1">
        <Label htmlFor={id}>{label}</Label>
        {!isOptional && (
          <span aria-hidden className="text-danger">
            *
          </span>
        )}
      </span>
      <div className="flex gap-1">
        <Select
          value={chosen ? chosen.id : value === undefined && isOptional ? none : ""}
          onValueChange={choose}
          disabled={readOnly}
        >
          <SelectTrigger
            id={id}
            aria-required={!isOptional || undefined}
            aria-invalid={isMissing || undefined}
            aria-describedby={isMissing ? `${id}-note` : undefined}
          >
            <SelectValue placeholder={isPending ? t("picker.loading") : t("picker.choose")} />
          </SelectTrigger>
          <SelectContent>
            {isOptional && <SelectItem value={none}>{t("picker.none")}</SelectItem>}
            {fitting.map((credential) => (
              <SelectItem key={credential.id} value={credential.id} help={typeLabel(credential.type)}>
                {credential.name}
              </SelectItem>
            ))}
            {(isOptional || fitting.length > 0) && <SelectSeparator />}
            <SelectItem value={create}>
              <span className="inline-flex items-center gap-2 text-primary">
                <Plus aria-hidden className="size-4" />
                {t("create")}
              </span>
            </SelectItem>
          </SelectContent>
        </Select>
        {chosen && !readOnly && (
          <>
            {canTest && (
              <Hint label={t("picker.test")}>
                <Button
                  variant="ghost"
                  size="icon"
                  aria-label={t("picker.testName", { name: chosen.name })}
                  pending={test.isPending}
                  onClick={() => test.mutate({ id: chosen.id })}
                >
                  <PlugZap aria-hidden />
                </Button>
              </Hint>
            )}
            <Hint label={t("picker.edit")}>
              <Button
                variant="ghost"
                size="icon"
                aria-label={t("picker.editName", { name: chosen.name })}
                onClick={() => setDialog("edit")}
              >
                <Pencil aria-hidden />
              </Button>
            </Hint>
          </>
        )}
      </div>
      {isMissing && (
        <p id={`${id}-note`} className="text-danger text-xs leading-4">
          {t("picker.gone")}
        </p>
      )}
      {error && !data && <FormError {...errorText(error)} />}
      {test.data && <TestResult ok={test.data.ok} message={test.data.message} />}
      {test.error && <FormError {...errorText(test.error)} />}
      {dialog && (
        <CredentialDialog
          id={dialog === "edit" ? value : undefined}
          types={types}
          onSaved={(saved) => onChange(saved)}
          onClose={() => setDialog(undefined)}
        />
      )}
    </div>
  );
}
