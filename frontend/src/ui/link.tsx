import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes } from 'react';

type Plain = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps | keyof AnchorProps>;

function ButtonAnchor(props: ButtonProps & Plain & { ref?: React.Ref<HTMLAnchorElement> }) {
  return <Button component="a" {...props} />;
}

function TextAnchor(props: AnchorProps & Plain & { ref?: React.Ref<HTMLAnchorElement> }) {
  return <Anchor component="a" {...props} />;
}

/** The kit's link and button as real links, with the router's typed `to`. */
export const LinkAnchor = createLink(TextAnchor);
export const LinkButton = createLink(ButtonAnchor);
