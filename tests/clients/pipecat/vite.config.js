import { defineConfig } from "vite";

export default defineConfig({
  root: "page",
  base: "./",
  build: { outDir: "../dist", emptyOutDir: true, target: "esnext", chunkSizeWarningLimit: 2000 },
});
