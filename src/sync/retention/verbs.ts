import { admins, everyone, type Verb } from '../../db/door.ts'

export const see: Verb = { name: 'history.see_retention', roles: everyone, audit: null }
export const choose: Verb = {
  name: 'history.choose_retention',
  roles: admins,
  audit: 'chose how long the history is kept',
}
