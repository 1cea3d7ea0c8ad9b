"""Shapes of projects in the REST API."""

from typing import Any

from rest_framework import serializers

from apps.accounts.api.serializers import UserBriefSerializer
from apps.projects.models import Project
from apps.projects.permissions import Role

ROLES = [(role.value, role.name) for role in Role]


class ProjectSerializer(serializers.Serializer[Any]):
    """A project, as the one who asks sees it: `role` is theirs."""

    key = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    visibility = serializers.ChoiceField(Project.Visibility.choices)
    role = serializers.ChoiceField(ROLES)
    created_at = serializers.DateTimeField()
    run_count = serializers.IntegerField()
    experiment_count = serializers.IntegerField()
    member_count = serializers.IntegerField()


class ProjectListSerializer(serializers.Serializer[Any]):
    results = ProjectSerializer(many=True)


class NewProjectSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(max_length=64)
    name = serializers.CharField(max_length=150, required=False, default="", allow_blank=True)
    description = serializers.CharField(
        max_length=20_000, required=False, default="", allow_blank=True
    )
    visibility = serializers.ChoiceField(
        Project.Visibility.choices, required=False, default=Project.Visibility.PRIVATE
    )


class ChangeProjectSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=150, required=False)
    description = serializers.CharField(max_length=20_000, required=False, allow_blank=True)
    visibility = serializers.ChoiceField(Project.Visibility.choices, required=False)


class MemberGroupSerializer(serializers.Serializer[Any]):
    """A group that is a member."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class MemberSerializer(serializers.Serializer[Any]):
    """A person, a service account or a group in a project: one of `user` and `group` is set."""

    id = serializers.IntegerField()
    role = serializers.ChoiceField(ROLES)
    user = UserBriefSerializer(allow_null=True)
    group = MemberGroupSerializer(allow_null=True)
    created_at = serializers.DateTimeField()


class MemberListSerializer(serializers.Serializer[Any]):
    results = MemberSerializer(many=True)


class NewMemberSerializer(serializers.Serializer[Any]):
    """Somebody to add: a person by `email`, or a group by its name."""

    email = serializers.CharField(max_length=254, required=False)
    group = serializers.CharField(max_length=150, required=False)
    role = serializers.ChoiceField(ROLES)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one of the two is named."""
        if ("email" in attrs) == ("group" in attrs):
            raise serializers.ValidationError({"email": "Name either an email or a group."})
        return {**attrs, "role": Role(attrs["role"])}


class RoleSerializer(serializers.Serializer[Any]):
    role = serializers.ChoiceField(ROLES)


class NewServiceAccountSerializer(RoleSerializer):
    name = serializers.CharField(max_length=40)
