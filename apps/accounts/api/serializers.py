"""Shapes of accounts in the REST API."""

from typing import Any

from rest_framework import serializers

from apps.accounts.contracts import Scope
from apps.accounts.models import User

SCOPES = [(scope.value, scope.name) for scope in Scope]


class UserBriefSerializer(serializers.Serializer[Any]):
    """What everybody signed in may know of somebody."""

    id = serializers.IntegerField()
    email = serializers.CharField()
    display_name = serializers.CharField()
    kind = serializers.ChoiceField(User.Kind.choices)


class UserSerializer(UserBriefSerializer):
    """What somebody may know of themselves, and an admin of everybody."""

    is_admin = serializers.BooleanField(source="is_superuser")
    is_active = serializers.BooleanField()
    has_password = serializers.BooleanField(source="has_usable_password")


class SessionSerializer(serializers.Serializer[Any]):
    """Who is signed in, and what unsafe requests must send as X-CSRFToken."""

    user = UserSerializer(allow_null=True)
    csrf_token = serializers.CharField()


class SignInSerializer(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=4096, trim_whitespace=False)


class SignInByLinkSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(max_length=200)


class SignInLinkSerializer(serializers.Serializer[Any]):
    """A link's token: the portal's page /signin/link?token=… uses it, once."""

    token = serializers.CharField()


class ProfileSerializer(serializers.Serializer[Any]):
    display_name = serializers.CharField(max_length=150, allow_blank=True)


class ChangePasswordSerializer(serializers.Serializer[Any]):
    current_password = serializers.CharField(
        max_length=4096, trim_whitespace=False, required=False, default="", allow_blank=True
    )
    new_password = serializers.CharField(max_length=4096, trim_whitespace=False)


class UserListSerializer(serializers.Serializer[Any]):
    results = UserBriefSerializer(many=True)


class UserSearchSerializer(serializers.Serializer[Any]):
    search = serializers.CharField(required=False, default="", allow_blank=True, max_length=254)


class NewUserSerializer(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254)
    display_name = serializers.CharField(
        max_length=150, required=False, default="", allow_blank=True
    )
    password = serializers.CharField(
        max_length=4096, trim_whitespace=False, required=False, allow_null=True, default=None
    )
    is_admin = serializers.BooleanField(required=False, default=False)


class ChangeUserSerializer(serializers.Serializer[Any]):
    is_admin = serializers.BooleanField(required=False)
    is_active = serializers.BooleanField(required=False)


class GroupSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    members = UserBriefSerializer(many=True, source="user_set")


class GroupListSerializer(serializers.Serializer[Any]):
    results = GroupSerializer(many=True)


class NewGroupSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=150)


class NewGroupMemberSerializer(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254)


class TokenSerializer(serializers.Serializer[Any]):
    """An API token without its text."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    prefix = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(SCOPES))
    project = serializers.CharField(source="project_key")
    run_id = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class TokenListSerializer(serializers.Serializer[Any]):
    results = TokenSerializer(many=True)


class CreatedTokenSerializer(TokenSerializer):
    """A new API token with its text, which is never shown again."""

    token = serializers.CharField()


class NewServiceTokenSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=100)
    scopes = serializers.ListField(child=serializers.ChoiceField(SCOPES), min_length=1)
    expires_in_days = serializers.IntegerField(
        min_value=1, max_value=3650, required=False, allow_null=True, default=None
    )


class NewTokenSerializer(NewServiceTokenSerializer):
    project = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)
