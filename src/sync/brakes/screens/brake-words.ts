import { IconBuilding, IconLink, IconMinus, IconScale, IconUserCog, IconUserMinus, IconUsersMinus } from '@tabler/icons-react'
