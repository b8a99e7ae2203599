/** Next renders the pages only; the API, sign-in and webhooks are served in front of it. @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: false },
};

export default config;
