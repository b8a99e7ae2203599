"use client";

import { type FormEvent, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { hostsIn, normalHost } from "@/shared/allowed-hosts";
import type { CredentialTypeInfo } from "@/shared/api";
import type { JsonObject } from "@/shared/item";
import { useProjectOfNew } from "../access/chosen-project";
import { errorText } from "../api";
import { FormError, FormField } from "../form-field";
import { OutsideSecrets } from "../param-form/outside-secret-control";
import { ParamForm } from "../param-form/param-form";
import { noProblems, type Problems } from "../param-form/problems";
import { isShown } from "../param-form/shown";
import { Button } from "../ui/button";
import { Input } from "../ui/input";
import { toast } from "../ui/toast";
import { ConnectSection } from "./connect-section";
import { credentialProblems, fieldsForEditing, hasAllSecrets, hostsOfType } from "./credential-values";
import { TestResult } from "./test-result";
import { useCredentialActions } from "./use-credentials";

type CredentialFormProps = {
  type: CredentialTypeInfo;
  stored?: { id: string; name: string; values: JsonObject; allowedHosts: string[] };
  onBack?: () => void;
  onSaved?: (id: string) => void;
  onClose: () => void;
};

export function CredentialForm({ type, stored, onBack, onSaved, onClose }: CredentialFormProps) {
  const t = useTranslations();
  const fields = useMemo(() => (stored ? fieldsForEditing(type.fields, t) : type.fields), [type, stored, t]);
  const [name, setName] = useState(stored?.name ?? type.label);
  const [values, setValues] = useState<JsonObject>(stored?.values ?? {});
  const [hosts, setHosts] = useState(stored?.allowedHosts.join(", ") ?? "");
  const allowedHosts = hostsIn(hosts);
  const wrongHost = allowedHosts.find((host) => normalHost(host) === undefined);
  const typeHosts = hostsOfType(type, values).join(", ");
  const hostsHelp = typeHosts ? "credentials.hosts.helpOfService" : "credentials.hosts.help";
  const [problems, setProblems] = useState<Problems>(noProblems);
  const [isDirty, setDirty] = useState(false);
  const [storedId, setStoredId] = useState(stored?.id);
  const { create, update, test } = useCredentialActions();
  const projectId = useProjectOfNew();
  const error = create.error ?? update.error;
  // The server merges kept secrets when it saves, not when it tests.
  const canTestNow = !stored || !isDirty || hasAllSecrets(type.fields, values);

  function isComplete() {
    const found = credentialProblems(fields, values, t);
    setProblems(found);
    return Object.keys(found).length === 0;
  }

  function save(event: FormEvent) {
    event.preventDefault();
    // A dialog inside a form's dialog bubbles its submit through React's tree.
    event.stopPropagation();
    store().then(
      (id) => {
        if (id === undefined) return;
        toast.success(t("credentials.saved", { name: name.trim() }));
        onSaved?.(id);
        onClose();
      },
      () => {
        // The form shows what the mutation says.
      },
    );
  }

  /** Resolves with the id, or with nothing while something must be corrected first. */
  async function store(): Promise<string | undefined> {
    if (name.trim() === "" || wrongHost || !isComplete()) return undefined;
    const input = { name: name.trim(), values, allowedHosts };
    if (storedId !== undefined) await update.mutateAsync({ id: storedId, ...input });
    const id = storedId ?? (await create.mutateAsync({ type: type.type, projectId, ...input })).id;
    setStoredId(id);
    return id;
  }

  async function storeToConnect() {
    const id = await store();
    if (id !== undefined) onSaved?.(id);
    return id;
  }

  function runTest() {
    if (wrongHost || !isComplete()) return;
    test.mutate(stored && !isDirty ? { id: stored.id } : { type: type.type, values, allowedHosts });
  }

  return (
    <form onSubmit={save} className="flex flex-col gap-5" noValidate>
      <FormField
        label={t("credentials.form.name")}
        help={t("credentials.form.nameHelp")}
        error={name.trim() === "" ? t("credentials.form.nameRequired") : undefined}
      >
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
      <OutsideSecrets value={true}>
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
      </OutsideSecrets>
      <FormField
        label={t("credentials.hosts.label")}
        help={t(hostsHelp)}
        error={wrongHost && t("credentials.hosts.wrong", { host: wrongHost })}
      >
        {(control) => (
          <Input
            {...control}
            spellCheck={false}
            autoComplete="off"
            placeholder={typeHosts || "api.example.com"}
            value={hosts}
            onChange={(event) => {
              setHosts(event.target.value);
              setDirty(true);
              test.reset();
            }}
          />
        )}
      </FormField>
      {type.connect && isShown(type.connect.onlyWhen, type.fields, values) && (
        <ConnectSection id={stored?.id} onSave={storeToConnect} />
      )}
      {test.data && <TestResult ok={test.data.ok} message={test.data.message} />}
      {test.error && <FormError {...errorText(test.error)} />}
      {error && <FormError {...errorText(error)} />}
      <div className="sticky -bottom-6 z-10 -mx-6 -mb-6 flex flex-wrap items-center gap-2 border-border border-t bg-raised px-6 py-4">
        {onBack && (
          <Button variant="ghost" onClick={onBack}>
            {t("credentials.form.back")}
          </Button>
        )}
        {type.canTest && (
          <Button
            variant="secondary"
            pending={test.isPending}
            disabled={!canTestNow}
            title={canTestNow ? undefined : t("credentials.form.testLater")}
            onClick={runTest}
          >
            {t("credentials.form.test")}
          </Button>
        )}
        <Button variant="secondary" className="ml-auto" onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <Button type="submit" pending={create.isPending || update.isPending}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
