/** What has the focus does something of its own with Escape, such as to leave a name as it was. */
export const hasOwnEscape = () => document.activeElement?.closest("[data-own-escape]") != null;
