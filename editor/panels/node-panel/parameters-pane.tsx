"use client";

import { useTranslations } from "use-intl";
import { CredentialPicker } from "@/components/credentials/credential-picker";
import { LazyCodeEditor } from "@/components/param-form/code-editor/lazy-code-editor";
import type { ExpressionHost } from "@/components/param-form/expression-host";
import { ParamForm } from "@/components/param-form/param-form";
import type { Problems } from "@/components/param-form/problems";
import { isShown } from "@/components/param-form/shown";
import { Button } from "@/components/ui/button";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { CurlImport } from "../../curl/curl-import";
import { httpRequestType } from "../../curl/insert-curl";
import type { NodePanelProps } from "../node-panel-props";
import { ListenerStatus } from "./listener-status";
import { settingsFields, settingsPatch, settingsValues } from "./node-settings";
import { WebhookAddresses } from "./webhook-addresses";

export type ParametersTab = "parameters" | "settings";

type ParametersPaneProps = NodePanelProps & {
  host: ExpressionHost;
  problems: Problems;
  tab: ParametersTab;
  onTab: (tab: ParametersTab) => void;
};

export function ParametersPane(props: ParametersPaneProps) {
  const t = useTranslations();
  const { node, info, readOnly, tab, onTab, onSettings, onSeal } = props;
  const content = "min-h-0 flex-1 overflow-y-auto px-4 py-4";
  return (
    <Tabs
      value={tab}
      onValueChange={(next) => onTab(next === "settings" ? "settings" : "parameters")}
      className="flex min-h-0 flex-1 flex-col"
    >
      <TabsList className="h-11 shrink-0 items-end px-2">
        <TabsTrigger value="parameters" className="h-11">
          {t("panel.parameters.title")}
        </TabsTrigger>
        <TabsTrigger value="settings" className="h-11">
          {t("panel.parameters.settings")}
        </TabsTrigger>
      </TabsList>
      <TabsContent value="parameters" className={content}>
        {info ? <Parameters {...props} /> : <UnknownParameters {...props} />}
      </TabsContent>
      <TabsContent value="settings" className={content}>
        <ParamForm
          fields={settingsFields(info?.trigger !== undefined, t)}
          values={settingsValues(node)}
          onChange={(values, path) => onSettings(settingsPatch(values, path))}
          onSeal={onSeal}
          readOnly={readOnly}
        />
      </TabsContent>
    </Tabs>
  );
}

function Parameters(props: ParametersPaneProps) {
  const {
    workflowId,
    node,
    info,
    readOnly,
    webhook,
    host,
    problems,
    drafts,
    onParams,
    onSeal,
    onCredential,
    onLookUp,
  } = props;
  const t = useTranslations("panel.parameters");
  if (!info) return null;
  const isEmpty = Object.keys(info.fields).length === 0 && info.credentials.length === 0;
  // One that is chosen stays in sight.
  const slots = info.credentials.filter(
    ({ slot, onlyWhen }) => node.credentials?.[slot] !== undefined || isShown(onlyWhen, info.fields, node.params),
  );
  return (
    <div className="flex flex-col gap-5">
      {node.type.startsWith("api.") && node.version < info.version && <NewDocument {...props} newest={info.version} />}
      {webhook && <WebhookAddresses webhook={webhook} />}
      {info.trigger === "listen" && !readOnly && <ListenerStatus workflowId={workflowId} nodeId={node.id} />}
      {node.type === httpRequestType && !readOnly && <CurlImport params={node.params} onParams={onParams} />}
      {slots.map(({ slot, label, types, optional }) => (
        <CredentialPicker
          key={slot}
          label={label}
          types={types}
          isOptional={optional}
          value={node.credentials?.[slot]}
          onChange={(id) => onCredential(slot, id)}
          readOnly={readOnly}
        />
      ))}
      <ParamForm
        fields={info.fields}
        values={node.params}
        onChange={onParams}
        onSeal={onSeal}
        readOnly={readOnly}
        problems={problems}
        expressions={host}
        drafts={drafts}
        lookUp={onLookUp}
        node={node}
      />
      {isEmpty && (
        <p className="py-6 text-center text-muted text-sm">
          {t.rich("none", { summary: info.summary, br: () => <br /> })}
        </p>
      )}
    </div>
  );
}

/** A node stays with the document it was made for until somebody says otherwise. */
function NewDocument({ node, newest, readOnly, onSettings }: ParametersPaneProps & { newest: number }) {
  const t = useTranslations("panel.parameters.newDocument");
  return (
    <div className="flex items-center justify-between gap-3 rounded-lg bg-info-soft px-3 py-2 text-info text-sm">
      <p>{t("text", { version: node.version, newest })}</p>
      {!readOnly && (
        <Button variant="secondary" size="sm" onClick={() => onSettings({ version: newest })}>
          {t("use")}
        </Button>
      )}
    </div>
  );
}

/** The parameters are kept as they came, for the server that knows this node. */
function UnknownParameters({ node }: ParametersPaneProps) {
  const t = useTranslations("panel.parameters");
  return (
    <div className="flex flex-col gap-3">
      <div className="rounded-lg bg-warning-soft px-3 py-2 text-sm text-warning">
        <p className="font-medium">{t("unknownType", { type: node.type })}</p>
        <p className="mt-0.5">{t("unknownTypeHint")}</p>
      </div>
      <LazyCodeEditor
        value={JSON.stringify(node.params, null, 2)}
        onChange={() => {}}
        language="json"
        attributes={{ "aria-label": t("asJson") }}
        readOnly
        className="max-h-[60vh]"
      />
    </div>
  );
}
