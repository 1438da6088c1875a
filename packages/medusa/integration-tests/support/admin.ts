/** Somebody who may do anything in the shop; Medusa's own log-in is not what is tested here. */
import type { MedusaContainer } from '@medusajs/framework/types'
import { generateJwtToken, Modules } from '@medusajs/framework/utils'

/** For `authorization: Bearer`. */
export async function adminToken(container: MedusaContainer): Promise<string> {
  const user = await container.resolve(Modules.USER).createUsers({ email: 'admin@example.com' })
  const { jwtSecret } = container.resolve('configModule').projectConfig.http
  return generateJwtToken(
    { actor_id: user.id, actor_type: 'user', auth_identity_id: '', app_metadata: { user_id: user.id } },
    { secret: jwtSecret as string, expiresIn: '1h' },
  )
}
