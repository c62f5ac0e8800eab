from ansible_base.lib.abstract_models import AbstractOrganization
from ansible_base.lib.abstract_models.common import CommonModel
from ansible_base.lib.abstract_models.user import AbstractDABUser
from django.db import models


class User(AbstractDABUser, CommonModel):
    pass


class Organization(AbstractOrganization):
    users = models.ManyToManyField(User, related_name="organizations")
