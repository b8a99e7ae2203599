import access from "./access.json";
import account from "./account.json";
import accounts from "./accounts.json";
import actions from "./actions.json";
import apiKeys from "./apiKeys.json";
import apiNodes from "./apiNodes.json";
import apiReference from "./apiReference.json";
import audit from "./audit.json";
import canvas from "./canvas.json";
import common from "./common.json";
import compare from "./compare.json";
import credentials from "./credentials.json";
import editor from "./editor.json";
import executions from "./executions.json";
import forms from "./forms.json";
import hostedForms from "./hostedForms.json";
import items from "./items.json";
import logs from "./logs.json";
import lookups from "./lookups.json";
import notices from "./notices.json";
import oauth from "./oauth.json";
import overview from "./overview.json";
import pages from "./pages.json";
import panel from "./panel.json";
import presence from "./presence.json";
import runs from "./runs.json";
import schedules from "./schedules.json";
import settings from "./settings.json";
import shell from "./shell.json";
import state from "./state.json";
import tables from "./tables.json";
import templates from "./templates.json";
import versions from "./versions.json";
import webhooks from "./webhooks.json";
import workflows from "./workflows.json";

export default {
  access,
  common,
  logs,
  lookups,
  notices,
  overview,
  pages,
  shell,
  workflows,
  executions,
  credentials,
  apiNodes,
  apiReference,
  audit,
  settings,
  forms,
  hostedForms,
  items,
  account,
  accounts,
  templates,
  tables,
  apiKeys,
  oauth,
  state,
  panel,
  actions,
  compare,
  canvas,
  editor,
  presence,
  runs,
  versions,
  webhooks,
  schedules,
};
