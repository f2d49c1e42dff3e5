/** What an admin can switch on in an org; each brings objects or fields that are absent without it. */
export const featureNames = [
  'contactsToMultipleAccounts',
  'personAccounts',
  'multiCurrency',
  'statePicklists',
  'accountTeams',
] as const
export type FeatureName = (typeof featureNames)[number]

/** These cannot be switched off again, in Salesforce as here. */
const forGood: readonly FeatureName[] = ['personAccounts', 'multiCurrency']

/** Which features the org has. Everything is off in a fresh one. */
export class Features {
  readonly #on = new Set<FeatureName>()
  readonly #switched: (feature: FeatureName, on: boolean) => void

  /** `switched` hears of every change. */
  constructor(switched: (feature: FeatureName, on: boolean) => void) {
    this.#switched = switched
  }

  has(feature: FeatureName | null | undefined): boolean {
    return feature == null || this.#on.has(feature)
  }

  /** Throws RangeError for switching off what stays on for good. */
  set(feature: FeatureName, on: boolean): void {
    if (on === this.#on.has(feature)) return
    if (!on && forGood.includes(feature)) throw new RangeError(`${feature} cannot be switched off again`)
    if (on) this.#on.add(feature)
    else this.#on.delete(feature)
    this.#switched(feature, on)
  }
}
