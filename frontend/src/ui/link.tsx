import { Anchor, Button } from '@mantine/core';
import { createLink } from '@tanstack/react-router';

/** The kit's link and button with the router's typed `to`. */
export const LinkAnchor = createLink(Anchor<'a'>);
export const LinkButton = createLink(Button<'a'>);
