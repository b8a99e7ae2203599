import type { Locale } from "./locales";
import type { Messages } from "./read-messages";

declare module "use-intl" {
  /** Keys and the values of their places are checked against the English texts. */
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}
