import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Builds the screens into dist/browser, which the server hands out. */
export default defineConfig({
  root: 'src/app/browser',
  plugins: [react()],
  build: { outDir: '../../../dist/browser', emptyOutDir: true, chunkSizeWarningLimit: 900 },
  server: { port: 4405, proxy: { '/api': 'http://localhost:4400', '/oauth': 'http://localhost:4400' } },
})
