"use client";

import { type FormEvent, useMemo, useState } from "react";
import type { CredentialTypeInfo } from "@/shared/api";
import type { JsonObject } from "@/shared/item";
import { errorText } from "../api";
import { FormError, FormField } from "../form-field";
import { ParamForm } from "../param-form/param-form";
import { noProblems, type Problems } from "../param-form/problems";
import { Button } from "../ui/button";
import { Input } from "../ui/input";
import { toast } from "../ui/sonner";
import { credentialProblems, fieldsForEditing, hasAllSecrets } from "./credential-values";
import { TestResult } from "./test-result";
import { useCredentialActions } from "./use-credentials";

type CredentialFormProps = {
  type: CredentialTypeInfo;
  stored?: { id: string; name: string; values: JsonObject };
  onBack?: () => void;
  onSaved?: (id: string) => void;
  onClose: () => void;
};

export function CredentialForm({ type, stored, onBack, onSaved, onClose }: CredentialFormProps) {
  const fields = useMemo(() => (stored ? fieldsForEditing(type.fields) : type.fields), [type, stored]);
  const [name, setName] = useState(stored?.name ?? type.label);
  const [values, setValues] = useState<JsonObject>(stored?.values ?? {});
  const [problems, setProblems] = useState<Problems>(noProblems);
  const [isDirty, setDirty] = useState(false);
  const { create, update, test } = useCredentialActions();
  const error = create.error ?? update.error;
  // The server merges kept secrets when it saves, not when it tests.
  const canTestNow = !stored || !isDirty || hasAllSecrets(type.fields, values);

  function isComplete() {
    const found = credentialProblems(fields, values);
    setProblems(found);
    return Object.keys(found).length === 0;
  }

  function save(event: FormEvent) {
    event.preventDefault();
    // A dialog inside a form's dialog bubbles its submit through React's tree.
    event.stopPropagation();
    if (name.trim() === "" || !isComplete()) return;
    const finish = (id: string) => {
      toast.success(`Saved “${name.trim()}”`);
      onSaved?.(id);
      onClose();
    };
    if (stored) {
      update.mutate({ id: stored.id, name: name.trim(), values }, { onSuccess: () => finish(stored.id) });
    } else {
      create.mutate({ name: name.trim(), type: type.type, values }, { onSuccess: ({ id }) => finish(id) });
    }
  }

  function runTest() {
    if (!isComplete()) return;
    test.mutate(stored && !isDirty ? { id: stored.id } : { type: type.type, values });
  }

  return (
    <form onSubmit={save} className="flex flex-col gap-5" noValidate>
      <FormField label="Name" help="How you find it again" error={name.trim() === "" ? "Name is required" : undefined}>
        {(control) => (
          <Input
            {...control}
            maxLength={128}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </FormField>
      <ParamForm
        fields={fields}
        values={values}
        problems={problems}
        onChange={(next) => {
          setValues(next);
          setDirty(true);
          test.reset();
        }}
      />
      {test.data && <TestResult ok={test.data.ok} message={test.data.message} />}
      {test.error && <FormError {...errorText(test.error)} />}
      {error && <FormError {...errorText(error)} />}
      <div className="flex flex-wrap items-center gap-2">
        {onBack && (
          <Button variant="ghost" onClick={onBack}>
            Back
          </Button>
        )}
        {type.canTest && (
          <Button
            variant="secondary"
            pending={test.isPending}
            disabled={!canTestNow}
            title={canTestNow ? undefined : "Save first, or fill in every secret, to test the changes"}
            onClick={runTest}
          >
            Test
          </Button>
        )}
        <Button variant="secondary" className="ml-auto" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" pending={create.isPending || update.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
