export const sidebarCookie = "islewire-sidebar";

export function rememberSidebar(collapsed: boolean) {
  const value = collapsed ? "collapsed" : "open";
  // biome-ignore lint/suspicious/noDocumentCookie: cookieStore needs HTTPS, which a server at home often lacks
  document.cookie = `${sidebarCookie}=${value}; path=/; max-age=31536000; samesite=lax`;
}
