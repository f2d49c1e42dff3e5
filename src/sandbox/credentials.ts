/** The one app the made-up org has registered. Public on purpose: nothing here opens anything real. */
export const SANDBOX_CLIENT_ID = 'sandbox-crosswalk-client'
export const SANDBOX_CLIENT_SECRET = 'sandbox-crosswalk-secret'
/** The path every accepted callback has. */
export const SANDBOX_CALLBACK_PATH = '/oauth/salesforce/callback'
/** The callback registered for the app when it runs where it normally does. */
export const SANDBOX_CALLBACK = `http://localhost:4400${SANDBOX_CALLBACK_PATH}`
/** Who the log-in page offers. Any other active user of the org may sign in with the same password. */
export const SANDBOX_USERNAME = 'avery.admin@northwind-traders.example'
export const SANDBOX_PASSWORD = 'northwind-lighthouse'
/** What a person would type as the org's address. Any other works too: all of them lead to the one origin. */
export const SANDBOX_MY_DOMAIN = 'northwind-traders.my.salesforce.com'
/** The restricted key the made-up billing tool accepts. */
export const SANDBOX_BILLING_KEY = 'rk_test_sandbox_crosswalk'
