import { expect, test } from 'vitest'
import { newSecret, signedHeaders } from './sign.ts'

test('the signature is the one in the example of the scheme', () => {
  const headers = signedHeaders(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: new Date(1_614_265_330_000),
    body: '{"test": 2432232314}',
  })
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

test('a secret carries 32 bytes', () => {
  const secret = newSecret((size) => new Uint8Array(size).fill(7))
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
})
