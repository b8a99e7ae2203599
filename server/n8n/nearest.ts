/** What to use here instead of a node that has no counterpart. */
export function nearestWay(type: string): string {
  const name = type.slice(type.lastIndexOf(".") + 1);
  const base = name.replace(/(Trigger|Tool)$/, "");
  const address = Object.hasOwn(addresses, base) ? addresses[base] : undefined;
  if (type.startsWith("@n8n/n8n-nodes-langchain.")) {
    return "Call the model's own API with an HTTP Request, and put its answer into shape with Edit Fields or Code";
  }
  if (name.endsWith("Trigger")) {
    return address
      ? `Let the service call a Webhook, or ask ${address} by an HTTP Request on a Schedule`
      : "Let the service call a Webhook, or ask it by an HTTP Request on a Schedule";
  }
  if (databases.includes(base)) return "Reach the database through an HTTP interface of its own, with an HTTP Request";
  return address ? `Use an HTTP Request to ${address}` : "Use an HTTP Request to the service's own API";
}

const databases = ["postgres", "mySql", "microsoftSql", "mongoDb", "redis", "snowflake", "questDb", "timescaleDb"];

const addresses: { [service: string]: string } = {
  airtable: "https://api.airtable.com/v0",
  asana: "https://app.asana.com/api/1.0",
  clickUp: "https://api.clickup.com/api/v2",
  discord: "https://discord.com/api/v10",
  dropbox: "https://api.dropboxapi.com/2",
  facebookGraphApi: "https://graph.facebook.com",
  github: "https://api.github.com",
  gitlab: "https://gitlab.com/api/v4",
  gmail: "https://gmail.googleapis.com/gmail/v1",
  googleCalendar: "https://www.googleapis.com/calendar/v3",
  googleDocs: "https://docs.googleapis.com/v1",
  googleDrive: "https://www.googleapis.com/drive/v3",
  googleSheets: "https://sheets.googleapis.com/v4",
  hubspot: "https://api.hubapi.com",
  jira: "https://your-site.atlassian.net/rest/api/3",
  linkedIn: "https://api.linkedin.com/v2",
  mailchimp: "https://server.api.mailchimp.com/3.0",
  microsoftOutlook: "https://graph.microsoft.com/v1.0",
  microsoftTeams: "https://graph.microsoft.com/v1.0",
  mondayCom: "https://api.monday.com/v2",
  notion: "https://api.notion.com/v1",
  openAi: "https://api.openai.com/v1",
  pipedrive: "https://api.pipedrive.com/v1",
  sendGrid: "https://api.sendgrid.com/v3",
  shopify: "https://your-shop.myshopify.com/admin/api",
  slack: "https://slack.com/api",
  stripe: "https://api.stripe.com/v1",
  supabase: "https://your-project.supabase.co/rest/v1",
  telegram: "https://api.telegram.org",
  todoist: "https://api.todoist.com/rest/v2",
  trello: "https://api.trello.com/1",
  twilio: "https://api.twilio.com/2010-04-01",
  twitter: "https://api.twitter.com/2",
  whatsApp: "https://graph.facebook.com",
  woocommerce: "https://your-shop/wp-json/wc/v3",
  wordpress: "https://your-site/wp-json/wp/v2",
  youTube: "https://www.googleapis.com/youtube/v3",
  zendesk: "https://your-name.zendesk.com/api/v2",
};
